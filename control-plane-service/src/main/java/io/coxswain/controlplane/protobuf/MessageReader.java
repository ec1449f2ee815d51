package io.coxswain.controlplane.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.coxswain.controlplane.schema.FieldSchema;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.schema.Shape;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.json.Json;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a message into the JSON that Go would write. The schema tells what the message cannot: a message field that the
 * schema lacks is inlined in JSON, names differ in case, and a list may be wrapped in a message of its own.
 */
final class MessageReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Schemas schemas;

    MessageReader(Schemas schemas) {
        this.schemas = schemas;
    }

    void read(Message message, ObjectNode into) {
        read(message, type(message.getDescriptorForType()), into);
    }

    private void read(Message message, @Nullable TypeSchema type, ObjectNode into) {
        for (var entry : message.getAllFields().entrySet()) {
            FieldDescriptor descriptor = entry.getKey();
            FieldSchema field = type == null ? null : field(type, descriptor.getJsonName());
            if (type != null && field == null && entry.getValue() instanceof Message inlined) {
                read(inlined, type, into);
                continue;
            }
            String name = field == null ? descriptor.getJsonName() : field.name();
            JsonNode value = value(descriptor, entry.getValue(), field == null ? null : field.shape());
            if (value != null && !isAbsent(value, field)) into.set(name, value);
        }
    }

    /** Go writes scalars that are no pointers even when they are zero; JSON leaves them out unless required. */
    private static boolean isAbsent(JsonNode value, @Nullable FieldSchema field) {
        if (field != null && field.required()) return false;
        if (value.isString()) return value.stringValue().isEmpty();
        boolean zero = value.isNumber() ? value.asLong() == 0 : value.isBoolean() && !value.booleanValue();
        return zero && field != null && field.zeroIsAbsent();
    }

    private @Nullable JsonNode value(FieldDescriptor descriptor, Object value, @Nullable Shape shape) {
        if (descriptor.isMapField()) return map(descriptor, (List<?>) value, shape);
        if (!descriptor.isRepeated()) return single(descriptor, value, shape);
        Shape element = shape instanceof Shape.ListOf(Shape inner) ? inner : null;
        ArrayNode list = NODES.arrayNode();
        for (Object item : (List<?>) value) {
            JsonNode node = single(descriptor, item, element);
            list.add(node == null ? NODES.nullNode() : node);
        }
        return list;
    }

    private ObjectNode map(FieldDescriptor descriptor, List<?> entries, @Nullable Shape shape) {
        Descriptor entryType = descriptor.getMessageType();
        FieldDescriptor key = entryType.findFieldByNumber(1);
        FieldDescriptor content = entryType.findFieldByNumber(2);
        Shape inner = shape instanceof Shape.MapOf(Shape value) ? value : null;
        ObjectNode map = NODES.objectNode();
        for (Object entry : entries) {
            Message message = (Message) entry;
            JsonNode value = single(content, message.getField(content), inner);
            map.set(String.valueOf(message.getField(key)), value == null ? NODES.nullNode() : value);
        }
        return map;
    }

    private @Nullable JsonNode single(FieldDescriptor descriptor, Object value, @Nullable Shape shape) {
        return switch (value) {
            case String text -> NODES.stringNode(text);
            case Boolean bool -> NODES.booleanNode(bool);
            case Integer number -> NODES.numberNode(number);
            // As a parser of JSON would make it, so that equal objects compare equal.
            case Long number when number == number.intValue() -> NODES.numberNode(number.intValue());
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case ByteString bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Message message -> message(message, shape);
            default ->
                throw new IllegalStateException("no JSON for " + descriptor.getFullName() + " of " + value.getClass());
        };
    }

    private @Nullable JsonNode message(Message message, @Nullable Shape shape) {
        Descriptor descriptor = message.getDescriptorForType();
        if (WellKnownMessages.isWellKnown(descriptor)) return WellKnownMessages.read(message);
        if (shape instanceof Shape.ListOf) {
            FieldDescriptor items = descriptor.findFieldByName("items");
            if (items != null) return value(items, message.getField(items), shape);
        }
        ObjectNode object = Json.object();
        read(message, shape instanceof Shape.Reference(String name) ? schemas.find(name) : type(descriptor), object);
        return object;
    }

    private @Nullable TypeSchema type(Descriptor descriptor) {
        String name = descriptor.getFullName();
        return name.startsWith("k8s.io.")
                ? schemas.find("io.k8s." + name.substring("k8s.io.".length()).replace('_', '-'))
                : null;
    }

    private static @Nullable FieldSchema field(TypeSchema type, String name) {
        FieldSchema exact = type.field(name);
        if (exact != null) return exact;
        for (FieldSchema field : type.fields().values()) {
            if (field.name().equalsIgnoreCase(name)) return field;
        }
        return null;
    }
}
