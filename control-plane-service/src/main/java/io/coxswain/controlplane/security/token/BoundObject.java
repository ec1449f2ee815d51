package io.coxswain.controlplane.security.token;

/** An object that a token lives no longer than: a Pod, a Secret or a Node, by name and uid. */
public record BoundObject(String kind, String name, String uid) {
    /** As the claims name it. */
    String claim() {
        return kind.toLowerCase(java.util.Locale.ROOT);
    }
}
