package io.coxswain.controlplane.leader;

import io.coxswain.client.Api;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Lease as a lock. Clocks of replicas are not compared: what counts is how long a record stayed as it was. */
final class LeaseLock {
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Api api;
    private final ElectionSettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ObjectKey key;
    private JsonNode observed = Json.object();
    private long observedAt;

    LeaseLock(Api api, ElectionSettings settings, Clock clock, LongSupplier nanos) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
        this.key = new ObjectKey("kube-system", settings.name());
        this.observedAt = nanos.getAsLong();
    }

    /** True when this replica holds it now; false when another does, or was quicker. */
    boolean acquireOrRenew() {
        Optional<ObjectNode> found = api.find(Kinds.LEASE, key);
        try {
            if (found.isEmpty()) {
                api.create(Kinds.LEASE, fresh());
                return true;
            }
            ObjectNode lease = found.get();
            observe(lease.path("spec"));
            if (!isOurs(lease) && !isFree(lease)) return false;
            api.update(Kinds.LEASE, taken(lease));
            return true;
        } catch (ApiException refused) {
            if (refused.is(Reason.Conflict) || refused.is(Reason.AlreadyExists)) return false;
            throw refused;
        }
    }

    /** Lets another replica take it at once. */
    void release() {
        Optional<ObjectNode> found = api.find(Kinds.LEASE, key);
        if (found.isEmpty() || !isOurs(found.get())) return;
        ObjectNode lease = found.get();
        ((ObjectNode) lease.path("spec")).put("holderIdentity", "").put("leaseDurationSeconds", 1);
        api.update(Kinds.LEASE, lease);
    }

    private void observe(JsonNode spec) {
        if (observed.equals(spec)) return;
        observed = spec.deepCopy();
        observedAt = nanos.getAsLong();
    }

    private boolean isOurs(ObjectNode lease) {
        return holder(lease).equals(settings.identity());
    }

    private boolean isFree(ObjectNode lease) {
        Duration held = Duration.ofSeconds(lease.path("spec")
                .path("leaseDurationSeconds")
                .asLong(settings.leaseDuration().toSeconds()));
        return holder(lease).isEmpty() || nanos.getAsLong() - observedAt > held.toNanos();
    }

    private static String holder(ObjectNode lease) {
        return lease.path("spec").path("holderIdentity").asString("");
    }

    private ObjectNode fresh() {
        ObjectNode lease = Json.object().put("kind", "Lease").put("apiVersion", "coordination.k8s.io/v1");
        lease.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        String now = MICRO.format(clock.instant());
        renewed(lease.putObject("spec"), now).put("acquireTime", now).put("leaseTransitions", 0);
        return lease;
    }

    private ObjectNode taken(ObjectNode lease) {
        ObjectNode spec = lease.path("spec") instanceof ObjectNode present ? present : lease.putObject("spec");
        boolean ours = isOurs(lease);
        String now = MICRO.format(clock.instant());
        renewed(spec, now);
        if (!ours) {
            spec.put("acquireTime", now)
                    .put("leaseTransitions", spec.path("leaseTransitions").asInt(0) + 1);
        }
        Metadata.of(lease).remove("managedFields");
        return lease;
    }

    private ObjectNode renewed(ObjectNode spec, String now) {
        return spec.put("holderIdentity", settings.identity())
                .put("leaseDurationSeconds", settings.leaseDuration().toSeconds())
                .put("renewTime", now);
    }
}
