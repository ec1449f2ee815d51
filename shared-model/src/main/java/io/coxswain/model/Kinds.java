package io.coxswain.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The registry of built-in kinds: a kind costs one entry in the part that has its group. */
public final class Kinds
        implements CoreKinds, WorkloadKinds, AccessKinds, ExtensionKinds, ClusterKinds, NetworkKinds, StorageKinds {
    /** Core first; of several versions of a resource the preferred one first. */
    public static final List<Kind<?>> ALL = Stream.of(CORE, WORKLOADS, ACCESS, EXTENSIONS, CLUSTER, NETWORK, STORAGE)
            .<Kind<?>>flatMap(List::stream)
            .toList();

    private Kinds() {}

    public static Optional<Kind<?>> byResource(String group, String version, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group)
                        && kind.version().equals(version)
                        && kind.plural().equals(plural))
                .findFirst();
    }

    public static Optional<Kind<?>> byName(String apiVersion, String name) {
        return ALL.stream()
                .filter(kind ->
                        kind.apiVersion().equals(apiVersion) && kind.name().equals(name))
                .findFirst();
    }
}
