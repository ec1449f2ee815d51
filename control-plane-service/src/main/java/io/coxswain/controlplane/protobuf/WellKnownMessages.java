package io.coxswain.controlplane.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.coxswain.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The messages that JSON writes as one value of their own form. */
final class WellKnownMessages {
    private static final Set<String> NAMES =
            Set.of("Time", "MicroTime", "IntOrString", "Quantity", "RawExtension", "FieldsV1", "JSON");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private WellKnownMessages() {}

    static boolean isWellKnown(Descriptor descriptor) {
        return NAMES.contains(descriptor.getName());
    }

    /** Null for the zero time and for an empty extension. */
    static @Nullable JsonNode read(Message message) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (message.getDescriptorForType().getName()) {
            case "Time" -> time(message, SECONDS);
            case "MicroTime" -> time(message, MICROSECONDS);
            case "IntOrString" ->
                number(message, "type") == 1
                        ? nodes.stringNode(String.valueOf(part(message, "strVal")))
                        : nodes.numberNode((int) number(message, "intVal"));
            case "Quantity" -> nodes.stringNode(String.valueOf(part(message, "string")));
            default -> raw(message);
        };
    }

    private static @Nullable JsonNode time(Message message, DateTimeFormatter format) {
        if (message.getAllFields().isEmpty()) return null;
        Instant instant = Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos"));
        return JsonNodeFactory.instance.stringNode(format.format(instant));
    }

    private static @Nullable JsonNode raw(Message message) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(1);
        ByteString bytes = (ByteString) message.getField(field);
        return bytes.isEmpty() ? null : Json.MAPPER.readTree(bytes.toByteArray());
    }

    private static long number(Message message, String name) {
        return part(message, name) instanceof Number number ? number.longValue() : 0;
    }

    private static Object part(Message message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }
}
