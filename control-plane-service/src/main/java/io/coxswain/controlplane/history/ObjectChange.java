package io.coxswain.controlplane.history;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One change of one object that is still in the change log. */
@Entity
@Immutable
@Table(name = "object_change")
class ObjectChange {
    @Id
    private long revision;

    private Instant at = Instant.EPOCH;
    private String resource = "";
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String type = "";
    private @Nullable String body;

    long revision() {
        return revision;
    }

    Instant at() {
        return at;
    }

    String resource() {
        return resource;
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    String uid() {
        return uid;
    }

    String type() {
        return type;
    }

    /** The JSON text with an empty resourceVersion; null where it is not to be shown. */
    @Nullable String body() {
        return body;
    }
}
