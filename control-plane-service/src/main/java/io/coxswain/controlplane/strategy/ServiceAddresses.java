package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.Write;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.AddressRange;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The addresses of Services. Each address in use is an IPAddress object, written in the same unit as its Service: two
 * Services can never hold the same one.
 */
public final class ServiceAddresses {
    static final String RESOURCE = "ipaddresses.networking.k8s.io";

    /** Addresses below this offset are left for Services that ask for one by number. */
    private static final int STATIC_BAND = 256;

    private static final int ATTEMPTS = 10_000;

    private final AddressRange range;
    private final RandomGenerator random;
    private final Clock clock;

    public ServiceAddresses(AddressRange range, RandomGenerator random, Clock clock) {
        this.range = range;
        this.random = random;
        this.clock = clock;
    }

    AddressRange range() {
        return range;
    }

    boolean isTaken(String address, Snapshot snapshot) {
        return snapshot.get(key(address)).isPresent();
    }

    /** A free address; empty when there is none. */
    Optional<String> free(Snapshot snapshot) {
        long last = range.size() - 2;
        long first = last > 2 * STATIC_BAND ? STATIC_BAND : 1;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String address = range.address(random.nextLong(first, last + 1));
            if (!isTaken(address, snapshot)) return Optional.of(address);
        }
        for (long offset = 1; offset <= last; offset++) {
            String address = range.address(offset);
            if (!isTaken(address, snapshot)) return Optional.of(address);
        }
        return Optional.empty();
    }

    Write claim(String address, ObjectNode service) {
        String uid = UUID.randomUUID().toString();
        ObjectNode object = Json.object().put("kind", "IPAddress").put("apiVersion", "networking.k8s.io/v1");
        object.putObject("metadata")
                .put("name", address)
                .put("uid", uid)
                .put(
                        "creationTimestamp",
                        Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
        object.putObject("spec")
                .putObject("parentRef")
                .put("group", "")
                .put("resource", "services")
                .put("namespace", String.valueOf(Metadata.namespace(service)))
                .put("name", Metadata.name(service));
        return new Write.Create(key(address), uid, Body.of(object), Attributes.NONE);
    }

    Optional<Write> release(String address, Snapshot snapshot) {
        return snapshot.get(key(address)).map(claim -> new Write.Delete(claim.key(), claim.revision()));
    }

    private static StoreKey key(String address) {
        return new StoreKey(RESOURCE, "", address);
    }
}
