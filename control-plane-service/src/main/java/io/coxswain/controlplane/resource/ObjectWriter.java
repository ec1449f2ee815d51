package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.admission.AdmissionRequest;
import io.coxswain.controlplane.admission.AdmissionRules;
import io.coxswain.controlplane.admission.Terms;
import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.Lane;
import io.coxswain.controlplane.store.Precondition;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.WriteUnit;
import io.coxswain.controlplane.store.Written;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What creating, changing and deleting have in common: admission, companions, and the write unit. */
final class ObjectWriter {
    /** How often a write starts again when others change what it rests on; then the client hears of it. */
    static final int ATTEMPTS = 8;

    private final Store store;
    private final Strategies strategies;
    private final AdmissionRules admission;
    private final Clock clock;

    ObjectWriter(Store store, Strategies strategies, AdmissionRules admission, Clock clock) {
        this.store = store;
        this.strategies = strategies;
        this.admission = admission;
        this.clock = clock;
    }

    Strategy strategy(Kind<?> kind) {
        return strategies.of(kind);
    }

    /** The state at hand for the first attempt, which the write's own compare guards; then the newest one. */
    Snapshot snapshot(int attempt) {
        return attempt == 0 ? store.cached() : store.latest();
    }

    /** Completes the object of the request before it is validated. */
    void mutate(AdmissionRequest request) {
        admission.mutate(request);
    }

    Terms admit(AdmissionRequest request) {
        return admission.admit(request);
    }

    /** The write's own version is the first one of those committed. */
    Written write(Kind<?> kind, Terms terms, Write write, List<Write> companions) {
        List<Write> writes = new ArrayList<>(companions.size() + terms.writes().size() + 1);
        writes.add(write);
        writes.addAll(companions);
        writes.addAll(terms.writes());
        // A write compares by itself.
        Set<StoreKey> written = writes.stream().map(Write::key).collect(Collectors.toSet());
        List<Precondition> preconditions = terms.preconditions().stream()
                .filter(precondition -> !written.contains(precondition.key()))
                .toList();
        return store.write(new WriteUnit(lane(kind), preconditions, writes));
    }

    Attributes attributes(Kind<?> kind, ObjectNode object) {
        return new Attributes(Metadata.labels(object), strategies.of(kind).fields(object));
    }

    Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
    }

    static ApiException contended(Kind<?> kind, String name) {
        return ApiException.conflict(kind, name, "too many other writes at the same time; please try again");
    }

    private static Lane lane(Kind<?> kind) {
        if (kind.equals(Kinds.LEASE)) return Lane.LEASES;
        return kind.stored().equals(Kinds.EVENT) ? Lane.EVENTS : Lane.OBJECTS;
    }
}
