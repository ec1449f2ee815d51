package io.coxswain.controlplane.store;

/** One change of one object, with the compare that must hold for it. */
public sealed interface Write {
    StoreKey key();

    /** Fails where the key is taken. */
    record Create(StoreKey key, String uid, Body body, Attributes attributes) implements Write {}

    /** Fails where the newest revision is not {@code expectedRevision}. */
    record Update(StoreKey key, long expectedRevision, Body body, Attributes attributes) implements Write {}

    /** Fails where the newest revision is not {@code expectedRevision}. */
    record Delete(StoreKey key, long expectedRevision) implements Write {}
}
