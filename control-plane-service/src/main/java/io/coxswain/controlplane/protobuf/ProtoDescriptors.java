package io.coxswain.controlplane.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.coxswain.controlplane.schema.ApiPackages;
import io.kubernetes.client.proto.Meta;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The message descriptors of the Kubernetes API. The classes that hold them are found by name, so that a group costs
 * nothing until a body of it comes; there are as many as the API has group versions.
 */
final class ProtoDescriptors {
    private static final String PACKAGE = "io.kubernetes.client.proto.";

    private final Map<String, Optional<FileDescriptor>> files = new ConcurrentHashMap<>();

    /** The message of a kind; null where none is described. Options such as DeleteOptions may name any group. */
    @Nullable Descriptor find(String group, String version, String kind) {
        Descriptor message = files.computeIfAbsent(className(group, version), ProtoDescriptors::file)
                .map(file -> file.findMessageTypeByName(kind))
                .orElse(null);
        return message != null ? message : Meta.getDescriptor().findMessageTypeByName(kind);
    }

    private static String className(String group, String version) {
        String[] parts = ApiPackages.of(group, version).split("\\.", -1);
        String segment = parts[parts.length - 2];
        return PACKAGE + capitalised(version) + (segment.equals("core") ? "" : capitalised(segment));
    }

    private static Optional<FileDescriptor> file(String className) {
        try {
            Class<?> holder = Class.forName(className);
            return Optional.of(
                    (FileDescriptor) holder.getMethod("getDescriptor").invoke(null));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className + " has no descriptor", e);
        }
    }

    private static String capitalised(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
