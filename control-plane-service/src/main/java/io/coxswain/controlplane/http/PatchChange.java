package io.coxswain.controlplane.http;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import io.coxswain.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A patch as a change of an object, which may be made several times. */
final class PatchChange implements UnaryOperator<ObjectNode> {
    private static final Set<String> OPERATION_FIELDS = Set.of("op", "path", "from", "value");

    private final PatchType type;
    private final byte[] body;
    private final FieldValidation validation;
    private final UnaryOperator<ObjectNode> patch;
    private final Function<ObjectNode, ObjectDecoder.Decoded> decoder;
    private List<String> warnings = List.of();

    /** {@code decoder} answers unknown fields as warnings. */
    PatchChange(
            PatchType type,
            byte[] body,
            FieldValidation validation,
            UnaryOperator<ObjectNode> patch,
            Function<ObjectNode, ObjectDecoder.Decoded> decoder) {
        this.type = type;
        this.body = body;
        this.validation = validation;
        this.patch = patch;
        this.decoder = decoder;
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        ObjectNode patched = patch.apply(current);
        ObjectDecoder.Decoded decoded;
        try {
            decoded = decoder.apply(patched);
        } catch (ApiException wrongType) {
            if (!wrongType.is(Reason.BadRequest)) throw wrongType;
            String message = String.valueOf(wrongType.getMessage());
            throw invalid(current, message.substring(message.indexOf(": ") + 2));
        }
        if (validation == FieldValidation.Ignore) return decoded.object();
        List<String> faults = new ArrayList<>(ofPatch());
        faults.addAll(decoded.warnings());
        if (validation == FieldValidation.Strict && !faults.isEmpty()) {
            throw invalid(current, ObjectDecoder.strictError(faults));
        }
        warnings = List.copyOf(faults);
        return decoded.object();
    }

    /** Of the last time that the change was made. */
    List<String> warnings() {
        return warnings;
    }

    private List<String> ofPatch() {
        List<String> duplicates = ObjectDecoder.duplicates(body);
        if (type != PatchType.JSON) return duplicates;
        List<String> faults = new ArrayList<>();
        JsonNode operations = Json.MAPPER.readTree(body);
        for (int at = 0; at < operations.size(); at++) {
            for (String field : operations.get(at).propertyNames()) {
                if (!OPERATION_FIELDS.contains(field)) {
                    faults.add("json patch unknown field \"[" + at + "]." + field + "\"");
                }
            }
        }
        duplicates.forEach(fault -> faults.add("json patch " + fault));
        return faults;
    }

    /** Kubernetes shows the object, or of a strategic merge patch the patch as Go writes it. */
    private ApiException invalid(ObjectNode current, String why) {
        String value = type == PatchType.STRATEGIC
                ? inGo(Json.MAPPER.readTree(body))
                : patch.apply(current).toString();
        return ApiException.invalidPatch(FieldError.invalid("patch", value, why));
    }

    private static String inGo(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                TreeMap<String, String> fields = new TreeMap<>();
                object.properties().forEach(entry -> fields.put(entry.getKey(), inGo(entry.getValue())));
                yield fields.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(" ", "map[", "]"));
            }
            case ArrayNode array ->
                array.valueStream().map(PatchChange::inGo).collect(Collectors.joining(" ", "[", "]"));
            default -> value.isNull() ? "<nil>" : value.asString();
        };
    }
}
