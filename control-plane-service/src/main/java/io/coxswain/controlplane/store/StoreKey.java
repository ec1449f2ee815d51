package io.coxswain.controlplane.store;

/**
 * Names one stored object.
 *
 * @param resource the resource with its group: {@code pods} or {@code deployments.apps}
 * @param namespace empty for cluster-scoped resources
 */
public record StoreKey(String resource, String namespace, String name) {
    @Override
    public String toString() {
        return resource + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
