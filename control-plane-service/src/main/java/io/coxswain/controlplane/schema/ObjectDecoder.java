package io.coxswain.controlplane.schema;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Turns a request body into an object in the form in which it is stored, or refuses it in Kubernetes' words. */
public final class ObjectDecoder {
    private static final ObjectReader WITHOUT_DUPLICATES =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final Schemas schemas;
    private final FieldValidator validator;
    private volatile CustomTypes custom = (kind, object) -> List.of();

    public ObjectDecoder(Schemas schemas) {
        this.schemas = schemas;
        this.validator = new FieldValidator(schemas);
    }

    /**
     * An object that may be stored.
     *
     * @param warnings what {@link FieldValidation#Warn} asks to tell the client, one a header
     */
    public record Decoded(ObjectNode object, List<String> warnings) {
        public Decoded {
            warnings = List.copyOf(warnings);
        }
    }

    /** {@code custom} knows the types of kinds that come and go. */
    public void extendWith(CustomTypes custom) {
        this.custom = custom;
    }

    public Decoded decode(Kind<?> kind, ObjectNode object, List<String> duplicates, FieldValidation validation) {
        return decode(schemas.of(kind), kind, object, duplicates, validation);
    }

    /** A JSON text as a tree; of a field that the text holds more than once, the last value counts. */
    public static final class Parsed {
        private final ObjectNode object;
        private final byte @Nullable [] repeating;

        private Parsed(ObjectNode object, byte @Nullable [] repeating) {
            this.object = object;
            this.repeating = repeating;
        }

        public ObjectNode object() {
            return object;
        }
    }

    /** Reads a JSON object; the text is read again only where it repeats a field. */
    public static Parsed parse(byte[] json) {
        try {
            return new Parsed(object(WITHOUT_DUPLICATES.readTree(json)), null);
        } catch (JacksonException malformedOrDuplicate) {
            return new Parsed(object(tree(json)), json);
        }
    }

    /** The faults of fields that a text holds more than once; none where it is no JSON, which is another fault. */
    public static List<String> duplicates(byte[] json) {
        try {
            WITHOUT_DUPLICATES.readTree(json);
            return List.of();
        } catch (JacksonException malformedOrDuplicate) {
            try {
                return DuplicateFields.faults(json, Set.of(), FieldValidator.LIMIT);
            } catch (JacksonException malformed) {
                return List.of();
            }
        }
    }

    public Decoded decode(Kind<?> kind, Parsed parsed, FieldValidation validation) {
        byte[] repeating = parsed.repeating;
        if (repeating == null) return decode(kind, parsed.object(), List.of(), validation);
        Decoded decoded = decode(kind, parsed.object(), List.of(), FieldValidation.Warn);
        if (validation == FieldValidation.Ignore) return new Decoded(decoded.object(), List.of());
        Set<String> unknown = decoded.warnings().stream()
                .map(fault -> fault.substring(fault.indexOf('"') + 1, fault.length() - 1))
                .collect(Collectors.toSet());
        List<String> faults = DuplicateFields.faults(repeating, unknown, FieldValidator.LIMIT);
        if (validation == FieldValidation.Warn) return new Decoded(decoded.object(), faults);
        throw cannotBeHandled(schemas.of(kind), decoded.object(), strictError(faults));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JacksonException malformed) {
            throw ApiException.badRequest(
                    "couldn't get version/kind; json parse error: " + malformed.getOriginalMessage());
        }
    }

    private static ObjectNode object(JsonNode tree) {
        if (tree instanceof ObjectNode object) return object;
        throw ApiException.badRequest("couldn't get version/kind; json parse error: json: cannot unmarshal "
                + TypeWalk.word(tree)
                + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
    }

    /**
     * From a tree, which is changed.
     *
     * @param duplicates the faults of fields that the source of the tree held more than once
     */
    public Decoded decode(TypeSchema type, ObjectNode object, List<String> duplicates, FieldValidation validation) {
        return decode(type, null, object, duplicates, validation);
    }

    private Decoded decode(
            TypeSchema type,
            @Nullable Kind<?> kind,
            ObjectNode object,
            List<String> duplicates,
            FieldValidation validation) {
        FieldValidator.Result result = validator.normalise(type, object);
        if (result.typeError() != null) throw cannotBeHandled(type, object, result.typeError());
        List<String> unknown = new ArrayList<>(result.unknownFields());
        if (kind != null && type.open()) unknown.addAll(custom.normalise(kind, object));
        List<String> faults = faults(unknown, duplicates);
        if (faults.isEmpty() || validation == FieldValidation.Ignore) return new Decoded(object, List.of());
        if (validation == FieldValidation.Warn) return new Decoded(object, faults);
        throw cannotBeHandled(type, object, strictError(faults));
    }

    /** Checks the types of the fields of options, such as {@code DeleteOptions}; unknown ones are left out. */
    public ObjectNode options(ObjectNode options, String name) {
        TypeSchema type = schemas.type("io.k8s.apimachinery.pkg.apis.meta.v1." + name);
        return decode(type, options, List.of(), FieldValidation.Ignore).object();
    }

    /** What the source of a tree repeats, and {@code unknown field "spec.foo"}, as errors and warnings have them. */
    private static List<String> faults(List<String> unknownFields, List<String> duplicates) {
        List<String> faults = new ArrayList<>(duplicates);
        for (String field : unknownFields) faults.add("unknown field \"" + field + "\"");
        return faults;
    }

    public static String strictError(List<String> faults) {
        return "strict decoding error: " + String.join(", ", faults);
    }

    private static ApiException cannotBeHandled(TypeSchema type, ObjectNode object, String why) {
        String[] name = type.name().split("\\.", -1);
        String kind = object.path("kind").asString(type.simpleName());
        return ApiException.badRequest(kind + " in version \"" + name[name.length - 2] + "\" cannot be handled as a "
                + type.simpleName() + ": " + why);
    }
}
