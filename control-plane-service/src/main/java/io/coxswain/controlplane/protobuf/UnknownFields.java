package io.coxswain.controlplane.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;

/** Finds what a client that knows more than this server sent in vain. */
final class UnknownFields {
    private static final int MOST = 20;

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** Each as a warning has it, the first {@value #MOST} of them. */
    static List<String> of(Message message) {
        var fields = new UnknownFields();
        fields.walk(message, "");
        return fields.found;
    }

    private void walk(Message message, String path) {
        message.getUnknownFields().asMap().forEach((number, field) -> {
            if (found.size() < MOST && saysSomething(field)) {
                found.add("unknown protobuf field " + number + (path.isEmpty() ? "" : " of \"" + path + "\""));
            }
        });
        for (var entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || found.size() >= MOST) continue;
            String inner = path.isEmpty() ? field.getJsonName() : path + "." + field.getJsonName();
            if (!field.isRepeated()) {
                walk((Message) entry.getValue(), inner);
                continue;
            }
            int index = 0;
            for (Object each : (List<?>) entry.getValue()) walk((Message) each, inner + "[" + index++ + "]");
        }
    }

    /** Go writes scalars that are no pointers even when they are empty. */
    private static boolean saysSomething(UnknownFieldSet.Field field) {
        return field.getVarintList().stream().anyMatch(number -> number != 0)
                || field.getFixed32List().stream().anyMatch(number -> number != 0)
                || field.getFixed64List().stream().anyMatch(number -> number != 0)
                || field.getLengthDelimitedList().stream().anyMatch(bytes -> !bytes.equals(ByteString.EMPTY))
                || !field.getGroupList().isEmpty();
    }
}
