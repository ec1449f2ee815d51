package io.coxswain.controlplane.encryption;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A key that seals bodies, wrapped by the key of the {@link KeyFile}. */
@Entity
@Immutable
@Table(name = "data_key")
class DataKey {
    @Id
    private UUID id = new UUID(0, 0);

    private Instant createdAt = Instant.EPOCH;
    private byte[] wrapped = new byte[0];

    /** For JPA. */
    protected DataKey() {}

    DataKey(UUID id, Instant createdAt, byte[] wrapped) {
        this.id = id;
        this.createdAt = createdAt;
        this.wrapped = wrapped;
    }

    UUID id() {
        return id;
    }

    Instant createdAt() {
        return createdAt;
    }

    byte[] wrapped() {
        return wrapped;
    }
}
