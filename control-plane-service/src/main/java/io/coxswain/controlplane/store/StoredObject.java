package io.coxswain.controlplane.store;

/**
 * One version of one object, immutable.
 *
 * @param revision the revision of the write that made this version
 * @param createRevision the revision of the object's creation
 */
public record StoredObject(
        StoreKey key, String uid, long revision, long createRevision, Body body, Attributes attributes) {
    /** The JSON text with {@code metadata.resourceVersion} set to this version's revision. */
    public byte[] json() {
        return body.json(revision);
    }
}
