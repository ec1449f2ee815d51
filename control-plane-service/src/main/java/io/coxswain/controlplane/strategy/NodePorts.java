package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.Write;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ports that Services have on every node. Each port in use has a claim, written in the same unit as its Service:
 * two Services can never hold the same one. Claims are no API objects.
 */
public final class NodePorts {
    static final int FIRST = 30_000;
    static final int LAST = 32_767;

    private static final String RESOURCE = "nodeports.internal.coxswain.io";

    /** Ports below this are left for Services that ask for one by number. */
    private static final int STATIC_BAND = 86;

    private final RandomGenerator random;

    public NodePorts(RandomGenerator random) {
        this.random = random;
    }

    static boolean isInRange(long port) {
        return port >= FIRST && port <= LAST;
    }

    boolean isTaken(Claim claim, Snapshot snapshot) {
        return snapshot.get(key(claim)).isPresent();
    }

    /**
     * A port of one protocol.
     *
     * @param protocol as Kubernetes writes it
     */
    record Claim(int port, String protocol) {}

    /** A port that is free in every one of the protocols; empty when there is none. */
    Optional<Integer> free(Iterable<String> protocols, Iterable<Claim> alreadyWanted, Snapshot snapshot) {
        int from = FIRST + STATIC_BAND;
        int start = random.nextInt(from, LAST + 1);
        int size = LAST - FIRST + 1;
        for (int step = 0; step < size; step++) {
            int port = FIRST + (start - FIRST + step) % size;
            boolean free = true;
            for (String protocol : protocols) {
                Claim claim = new Claim(port, protocol);
                free &= !isTaken(claim, snapshot);
                for (Claim wanted : alreadyWanted) free &= wanted.port() != port;
            }
            if (free) return Optional.of(port);
        }
        return Optional.empty();
    }

    Write claim(Claim claim, ObjectNode service) {
        String uid = UUID.randomUUID().toString();
        ObjectNode object = Json.object().put("kind", "NodePort").put("apiVersion", "internal.coxswain.io/v1");
        object.putObject("metadata").put("name", key(claim).name()).put("uid", uid);
        object.putObject("service")
                .put("namespace", String.valueOf(Metadata.namespace(service)))
                .put("name", Metadata.name(service));
        return new Write.Create(key(claim), uid, Body.of(object), Attributes.NONE);
    }

    Optional<Write> release(Claim claim, Snapshot snapshot) {
        return snapshot.get(key(claim)).map(held -> new Write.Delete(held.key(), held.revision()));
    }

    private static StoreKey key(Claim claim) {
        return new StoreKey(RESOURCE, "", claim.port() + "-" + claim.protocol().toLowerCase(java.util.Locale.ROOT));
    }
}
