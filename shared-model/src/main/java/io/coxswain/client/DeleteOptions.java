package io.coxswain.client;

import org.jspecify.annotations.Nullable;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds null for the object's own
 * @param propagationPolicy {@code Background}, {@code Foreground}, {@code Orphan}, or null for the kind's default
 * @param uid only if the object still has this uid
 * @param resourceVersion only if the object still has this resourceVersion
 */
public record DeleteOptions(
        @Nullable Long gracePeriodSeconds,
        @Nullable String propagationPolicy,
        @Nullable String uid,
        @Nullable String resourceVersion) {
    public static DeleteOptions defaults() {
        return new DeleteOptions(null, null, null, null);
    }

    public static DeleteOptions ofUid(String uid) {
        return new DeleteOptions(null, null, uid, null);
    }

    public static DeleteOptions background() {
        return new DeleteOptions(null, "Background", null, null);
    }

    public static DeleteOptions now(String uid) {
        return new DeleteOptions(0L, null, uid, null);
    }
}
