package io.coxswain.controlplane.history;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** An object as it is now, without its content. */
@Entity
@Immutable
@Table(name = "current_object")
class CurrentObject {
    @Id
    private long revision;

    private String resource = "";
    private String namespace = "";
    private String name = "";

    long revision() {
        return revision;
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
}
