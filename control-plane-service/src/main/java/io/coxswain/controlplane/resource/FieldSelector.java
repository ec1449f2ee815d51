package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A parsed field selector, such as {@code spec.nodeName=a,status.phase!=Failed}. */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One comparison. */
    public record Term(String field, String value, boolean equal) {}

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    public static FieldSelector parse(String text, Strategy strategy, String labelSelector) {
        if (text.isBlank()) return EVERYTHING;
        List<Term> terms = new ArrayList<>();
        for (String part : text.split("(?<!\\\\),", -1)) {
            if (part.isBlank()) continue;
            Term term = term(part, text, strategy.kind());
            terms.add(new Term(strategy.storedField(term.field()), term.value(), term.equal()));
        }
        for (Term term : terms) {
            String field = term.field();
            boolean known = field.equals("metadata.name")
                    || (field.equals("metadata.namespace") && strategy.kind().namespaced())
                    || strategy.selectableFields().contains(field);
            if (!known) {
                throw ApiException.badRequest("Unable to find \"" + groupVersionResource(strategy.kind())
                        + "\" that match label selector \"" + labelSelector + "\", field selector \"" + text
                        + "\": field label not supported: " + field);
            }
        }
        return new FieldSelector(terms);
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** The one name that it can match, or "". */
    public String name() {
        for (Term term : terms) {
            if (term.equal() && term.field().equals("metadata.name")) return term.value();
        }
        return "";
    }

    public boolean matches(StoredObject object) {
        return matches(object, object.attributes().fields());
    }

    /** As if the object had these fields. */
    public boolean matches(StoredObject object, Map<String, String> fields) {
        for (Term term : terms) {
            String value = switch (term.field()) {
                case "metadata.name" -> object.key().name();
                case "metadata.namespace" -> object.key().namespace();
                default -> fields.getOrDefault(term.field(), "");
            };
            if (value.equals(term.value()) != term.equal()) return false;
        }
        return true;
    }

    private static Term term(String part, String whole, Kind<?> kind) {
        for (String operator : List.of("!=", "==", "=")) {
            int at = part.indexOf(operator);
            if (at < 0) continue;
            String value = part.substring(at + operator.length()).replaceAll("\\\\(.)", "$1");
            return new Term(part.substring(0, at).strip(), value, !operator.equals("!="));
        }
        throw ApiException.badRequest("Unable to find \"" + groupVersionResource(kind)
                + "\" that match field selector \"" + whole + "\": invalid selector: '" + whole
                + "'; can't understand '" + part + "'");
    }

    private static String groupVersionResource(Kind<?> kind) {
        return kind.group() + "/" + kind.version() + ", Resource=" + kind.plural();
    }
}
