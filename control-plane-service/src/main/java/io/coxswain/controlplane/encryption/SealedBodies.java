package io.coxswain.controlplane.encryption;

import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.BodyCodec;
import io.coxswain.controlplane.store.StoreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import javax.crypto.AEADBadTagException;

/**
 * Seals the bodies of some resources and opens those of all, so that a resource may be added to or taken from the set
 * while objects of it are stored.
 *
 * <p>Sealed form: a format byte, the data key's id, and the plain form encrypted. It is bound to the object's key: put
 * in another object's place it does not open.
 */
public final class SealedBodies implements BodyCodec {
    private static final byte FORMAT_SEALED = 2;
    private static final int HEADER_BYTES = 1 + 2 * Long.BYTES;

    private final KeyRing ring;
    private final Set<String> resources;

    /** Seals the bodies of these resources, such as {@code secrets} or {@code widgets.example.com}. */
    public SealedBodies(KeyRing ring, Set<String> resources) {
        this.ring = ring;
        this.resources = Set.copyOf(resources);
    }

    Set<String> resources() {
        return resources;
    }

    @Override
    public byte[] encode(StoreKey key, Body body) {
        if (!resources.contains(key.resource())) return body.stored();
        KeyRing.Key sealing = ring.newest();
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(FORMAT_SEALED)
                .putLong(sealing.id().getMostSignificantBits())
                .putLong(sealing.id().getLeastSignificantBits())
                .array();
        byte[] sealed = ring.aes().seal(sealing.secret(), bound(header, key), body.stored());
        return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                .put(header)
                .put(sealed)
                .array();
    }

    @Override
    public Body decode(StoreKey key, byte[] stored) {
        if (stored.length < HEADER_BYTES || stored[0] != FORMAT_SEALED) return Body.ofStored(stored);
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        byte[] header = new byte[HEADER_BYTES];
        buffer.get(header);
        byte[] sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        UUID id = new UUID(buffer.getLong(1), buffer.getLong(1 + Long.BYTES));
        try {
            return Body.ofStored(ring.aes().open(ring.find(id).secret(), bound(header, key), sealed));
        } catch (AEADBadTagException changed) {
            throw new IllegalStateException(
                    "the stored form of " + key + " was changed outside of this program", changed);
        }
    }

    /** No part of a key holds a NUL, so different keys give different bytes. */
    private static byte[] bound(byte[] header, StoreKey key) {
        byte[] text = (key.resource() + "\0" + key.namespace() + "\0" + key.name()).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(header.length + text.length)
                .put(header)
                .put(text)
                .array();
    }
}
