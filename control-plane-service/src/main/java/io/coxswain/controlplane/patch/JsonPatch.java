package io.coxswain.controlplane.patch;

import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 6902. All operations apply or none does. */
final class JsonPatch {
    /** More operations than this are refused. */
    static final int OPERATION_LIMIT = 10_000;

    private enum Kind {
        add,
        remove,
        replace,
        move,
        copy,
        test
    }

    private record Operation(
            Kind kind,
            JsonPointer path,
            @Nullable JsonPointer from,
            @Nullable JsonNode value) {}

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = operations;
    }

    /** {@code BadRequest} where the text is no JSON patch. */
    static JsonPatch parse(byte[] patch) {
        ArrayNode list = PatchDocuments.array(patch);
        if (list.size() > OPERATION_LIMIT) {
            throw ApiException.tooLarge(
                    "The allowed maximum operations in a JSON patch is " + OPERATION_LIMIT + ", got " + list.size());
        }
        List<Operation> operations = new ArrayList<>(list.size());
        for (JsonNode entry : list) operations.add(operation(entry));
        return new JsonPatch(operations);
    }

    private static Operation operation(JsonNode entry) {
        if (!(entry instanceof ObjectNode fields)) throw malformed("operation is not an object: " + entry);
        String name = fields.path("op").asString("");
        Kind kind = null;
        for (Kind candidate : Kind.values()) {
            if (candidate.name().equals(name)) kind = candidate;
        }
        if (kind == null) throw malformed("Unexpected kind: " + name);
        JsonPointer path = pointer(fields, "path", name);
        JsonPointer from = kind == Kind.move || kind == Kind.copy ? pointer(fields, "from", name) : null;
        boolean takesValue = kind == Kind.add || kind == Kind.replace || kind == Kind.test;
        JsonNode value = fields.get("value");
        if (kind == Kind.add && value == null) throw malformed("add operation has no value");
        if (kind == Kind.replace && value == null) throw malformed("replace operation has no value");
        return new Operation(kind, path, from, takesValue ? value : null);
    }

    private static JsonPointer pointer(ObjectNode fields, String field, String operation) {
        JsonNode text = fields.get(field);
        if (text == null || !text.isString()) throw malformed(operation + " operation has no " + field);
        String pointer = text.stringValue();
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            throw malformed(field + " \"" + pointer + "\" does not start with '/'");
        }
        return JsonPointer.parse(pointer);
    }

    /** {@code Invalid} where a path does not exist or a test fails. */
    ObjectNode apply(ObjectNode current) {
        JsonNode document = current.deepCopy();
        for (Operation operation : operations) document = apply(operation, document);
        if (document instanceof ObjectNode object) return object;
        throw doesNotFit();
    }

    private static JsonNode apply(Operation operation, JsonNode document) {
        JsonPointer path = operation.path();
        return switch (operation.kind()) {
            case add -> path.add(document, value(operation).deepCopy());
            case replace -> path.replace(document, value(operation).deepCopy());
            case remove -> path.remove(document);
            case copy -> path.add(document, from(operation).get(document).deepCopy());
            case move -> {
                JsonPointer from = from(operation);
                if (path.isBelow(from)) throw doesNotFit();
                JsonNode moved = from.get(document);
                yield path.add(from.remove(document), moved);
            }
            case test -> {
                JsonNode found = path.find(document);
                JsonNode wanted = operation.value();
                boolean bothAbsent = (found == null || found.isNull()) && (wanted == null || wanted.isNull());
                if (!bothAbsent && (found == null || wanted == null || !JsonEquality.equal(found, wanted))) {
                    throw doesNotFit();
                }
                yield document;
            }
        };
    }

    private static JsonNode value(Operation operation) {
        if (operation.value() == null) throw doesNotFit();
        return operation.value();
    }

    private static JsonPointer from(Operation operation) {
        if (operation.from() == null) throw doesNotFit();
        return operation.from();
    }

    /** Kubernetes does not say which operation failed. */
    static ApiException doesNotFit() {
        return ApiException.unprocessable("the server rejected our request due to an error in our request");
    }

    private static ApiException malformed(String why) {
        return ApiException.badRequest("error decoding patch: " + why);
    }
}
