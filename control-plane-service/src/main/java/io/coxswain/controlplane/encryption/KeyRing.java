package io.coxswain.controlplane.encryption;

import jakarta.persistence.EntityManagerFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

/**
 * The data keys of this cluster, kept in the database, each wrapped by the key of a file outside of it. The newest one
 * seals, all of them open. Another replica's new key is read when something sealed with it comes along.
 */
public final class KeyRing {
    /** A data key that can be used. */
    record Key(UUID id, SecretKey secret, Instant createdAt) {}

    private final EntityManagerFactory entities;
    private final KeyFile file;
    private final AesGcm aes;
    private final Clock clock;
    private final SecretKey wrapping;
    private final Map<UUID, Key> keys = new ConcurrentHashMap<>();
    private volatile Key newest;

    private KeyRing(EntityManagerFactory entities, KeyFile file, AesGcm aes, Clock clock) {
        this.entities = entities;
        this.file = file;
        this.aes = aes;
        this.clock = clock;
        List<DataKey> stored = stored();
        this.wrapping = file.read().orElseGet(() -> {
            if (!stored.isEmpty()) {
                throw new IllegalStateException("the key of this cluster's Secrets is missing: " + file.path()
                        + " is not there; put it back from where you keep a copy");
            }
            return file.create();
        });
        stored.forEach(this::unwrap);
        this.newest = stored.isEmpty() ? add() : latest();
    }

    /**
     * Reads all keys; makes the first one, and the file, where the database has none.
     *
     * @throws IllegalStateException naming the file where it is missing or holds another cluster's key
     */
    public static KeyRing open(EntityManagerFactory entities, Path file, SecureRandom random, Clock clock) {
        AesGcm aes = new AesGcm(random);
        return new KeyRing(entities, new KeyFile(file, aes), aes, clock);
    }

    AesGcm aes() {
        return aes;
    }

    Key newest() {
        return newest;
    }

    Key find(UUID id) {
        Key known = keys.get(id);
        if (known != null) return known;
        stored().forEach(this::unwrap);
        newest = latest();
        Key found = keys.get(id);
        if (found == null) throw new IllegalStateException("there is no data key " + id);
        return found;
    }

    /** Makes a key that seals from now on. */
    Key add() {
        UUID id = UUID.randomUUID();
        Instant now = Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
        byte[] secret = aes.newKey();
        byte[] wrapped = aes.seal(wrapping, bytes(id), secret);
        entities.runInTransaction(manager -> manager.persist(new DataKey(id, now, wrapped)));
        Key key = new Key(id, AesGcm.key(secret), now);
        keys.put(id, key);
        newest = key;
        return key;
    }

    private List<DataKey> stored() {
        return entities.callInTransaction(
                manager -> manager.createQuery("from DataKey", DataKey.class).getResultList());
    }

    private void unwrap(DataKey stored) {
        try {
            SecretKey secret = AesGcm.key(aes.open(wrapping, bytes(stored.id()), stored.wrapped()));
            keys.put(stored.id(), new Key(stored.id(), secret, stored.createdAt()));
        } catch (AEADBadTagException other) {
            throw new IllegalStateException(
                    "the key in " + file.path() + " is not the one that this cluster's Secrets are encrypted with; put"
                            + " it back from where you keep a copy",
                    other);
        }
    }

    private Key latest() {
        return keys.values().stream()
                .max(Comparator.comparing(Key::createdAt).thenComparing(Key::id))
                .orElseThrow();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
