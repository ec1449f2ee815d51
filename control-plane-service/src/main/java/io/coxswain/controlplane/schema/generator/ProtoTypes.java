package io.coxswain.controlplane.schema.generator;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** What the protobuf descriptors add: the package of a model, and which of its times have microseconds. */
final class ProtoTypes {
    private static final String PACKAGE = "io/kubernetes/client/proto/";

    private final List<Descriptor> messages = new ArrayList<>();

    ProtoTypes() throws IOException {
        try (JarFile jar = new JarFile(Path.of(Meta.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile())) {
            for (var entry : jar.stream().toList()) {
                String name = entry.getName();
                if (!name.startsWith(PACKAGE) || !name.endsWith(".class") || name.contains("$")) continue;
                Class<?> holder =
                        Class.forName(name.substring(0, name.length() - 6).replace('/', '.'));
                var file = (FileDescriptor) holder.getMethod("getDescriptor").invoke(null);
                messages.addAll(file.getMessageTypes());
            }
        } catch (URISyntaxException | ReflectiveOperationException e) {
            throw new IOException("the descriptors of client-java-proto cannot be read", e);
        }
    }

    /** The OpenAPI names of the messages of that version and name. */
    List<Descriptor> candidates(String group, String version, String name) {
        return messages.stream()
                .filter(message -> message.getName().equals(name))
                .filter(message -> message.getFile().getPackage().endsWith("." + version))
                .filter(message -> group.isEmpty()
                        || message.getFile()
                                .getPackage()
                                .toLowerCase(Locale.ROOT)
                                .endsWith("." + group + "." + version))
                .toList();
    }

    List<Descriptor> named(String name) {
        return messages.stream()
                .filter(message -> message.getName().equals(name))
                .toList();
    }

    static String openApiPackage(Descriptor message) {
        String name = message.getFile().getPackage();
        return "io.k8s." + name.substring("k8s.io.".length()).replace('_', '-');
    }

    /** The message type of a field; null where it is a scalar or not described. */
    static @Nullable String messageType(@Nullable Descriptor message, String jsonName) {
        if (message == null) return null;
        for (FieldDescriptor field : message.getFields()) {
            if (field.getJsonName().equals(jsonName)
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && !field.isMapField()) {
                return field.getMessageType().getName();
            }
        }
        return null;
    }
}
