package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.quota.Quota;
import io.coxswain.controlplane.quota.Usage;
import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.store.Write;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Charges the quotas of a namespace for what a write uses more, in the same write; refuses what is beyond them. */
public final class ResourceQuotas implements AdmissionRule {
    private final Clock clock;

    ResourceQuotas(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        String namespace = request.key().namespace();
        if (namespace == null || !isCharged(request)) return Terms.NONE;
        List<Write> charges = new ArrayList<>();
        Instant now = clock.instant();
        List<StoredObject> quotas = request.snapshot()
                .list(Kinds.RESOURCE_QUOTA.resource(), namespace, null)
                .toList();
        for (StoredObject stored : quotas) {
            Quota quota = new Quota(Json.parseObject(stored.json()));
            Map<String, String> more = more(request, quota, now);
            if (request.creates(Kinds.POD) && quota.counts(Kinds.POD, request.given())) {
                String unsaid = quota.unsaid(request.given());
                if (!unsaid.isEmpty()) throw request.forbidden("failed quota: " + quota.name() + ": " + unsaid);
            }
            if (more.isEmpty()) continue;
            Map<String, String> used = quota.isCounted() ? quota.used() : counted(request, quota, now);
            String excess = quota.excess(used, more);
            if (!excess.isEmpty()) throw request.forbidden(excess);
            ObjectNode charged = quota.withUsed(Quota.add(used, more));
            charges.add(new Write.Update(
                    stored.key(),
                    stored.revision(),
                    Body.of(charged),
                    new Attributes(Metadata.labels(charged), stored.attributes().fields())));
        }
        return new Terms(List.of(), charges);
    }

    /** A Pod is measured when it is made and when it is resized; what a status says changes nothing here. */
    private static boolean isCharged(AdmissionRequest request) {
        Kind<?> kind = request.kind();
        if (!Usage.isLimited(kind)) return false;
        return switch (request.operation()) {
            case CREATE -> request.subresource().isEmpty();
            case UPDATE ->
                kind.equals(Kinds.POD)
                        ? request.subresource().equals("resize")
                        : request.updates(Kinds.SERVICE) || request.updates(Kinds.PERSISTENT_VOLUME_CLAIM);
            case DELETE -> false;
        };
    }

    /** What is used more than before; less is found by the controller. */
    private static Map<String, String> more(AdmissionRequest request, Quota quota, Instant now) {
        Map<String, String> usage = quota.usage(request.kind(), request.given(), now);
        ObjectNode old = request.old();
        Map<String, String> before = old == null ? Map.of() : quota.usage(request.kind(), old, now);
        Map<String, String> more = new HashMap<>();
        usage.forEach((name, amount) -> {
            String sofar = before.getOrDefault(name, "0");
            var difference = Quantity.amount(amount).subtract(Quantity.amount(sofar));
            if (difference.signum() > 0) more.put(name, Quantity.text(difference, amount));
        });
        return more;
    }

    /** For a quota that the controller has not counted yet. */
    private static Map<String, String> counted(AdmissionRequest request, Quota quota, Instant now) {
        Map<String, String> used = Map.of();
        for (Kind<?> kind : quota.kinds(Kinds.ALL)) {
            List<StoredObject> objects = request.snapshot()
                    .list(kind.resource(), String.valueOf(request.key().namespace()), null)
                    .toList();
            for (StoredObject object : objects) {
                used = Quota.add(used, quota.usage(kind, Json.parseObject(object.json()), now));
            }
        }
        return used;
    }
}
