package io.coxswain.controlplane.controller.quota;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.controlplane.quota.Quota;
import io.coxswain.controlplane.quota.Usage;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what is used into the status of each quota. Creations are charged when they are admitted; this finds what is
 * used no more, and mends what was charged too much.
 */
public final class ResourceQuotaReconciler implements Reconciler<ResourceQuota> {
    private static final String BY_NAMESPACE = "quotas by namespace";
    private static final int PAGE = 500;
    /** For kinds whose changes wake nobody: those of custom resources. */
    private static final Duration RECOUNT = Duration.ofMinutes(1);

    private final Api api;
    private final KindCatalog kinds;
    private final Clock clock;
    private final Index<ResourceQuota> quotas;

    public ResourceQuotaReconciler(Api api, Informers informers, KindCatalog kinds, Clock clock) {
        this.api = api;
        this.kinds = kinds;
        this.clock = clock;
        this.quotas = informers
                .of(Kinds.RESOURCE_QUOTA)
                .index(BY_NAMESPACE, quota -> Stream.of(quota.getMetadata().getNamespace()));
    }

    @Override
    public Watches<ResourceQuota> watches() {
        Watches<ResourceQuota> watches = Watches.of(Kinds.RESOURCE_QUOTA);
        for (Kind<?> kind : Kinds.ALL) {
            boolean wakes = Usage.isLimited(kind)
                    && kind.verbs().contains("watch")
                    && !kind.equals(Kinds.RESOURCE_QUOTA)
                    && kinds.resources().contains(kind);
            if (wakes) watches = watches.wokenBy(kind, this::quotasOf);
        }
        return watches;
    }

    private Stream<ObjectKey> quotasOf(HasMetadata object) {
        return quotas.get(object.getMetadata().getNamespace()).stream().map(ObjectKey::of);
    }

    @Override
    public Outcome reconcile(ResourceQuota cached) {
        // Read before what it counts: a creation in between changes the quota, and this write then fails.
        Optional<ObjectNode> found = api.find(Kinds.RESOURCE_QUOTA, ObjectKey.of(cached));
        if (found.isEmpty()) return Outcome.settled();
        Quota quota = new Quota(found.get());
        List<Kind<?>> counted = quota.kinds(kinds.resources());
        Map<String, String> used = Map.of();
        Instant now = clock.instant();
        for (Kind<?> kind : counted) {
            used = Quota.add(used, count(quota, kind, cached.getMetadata().getNamespace(), now));
        }
        if (!quota.isUpToDate(used)) {
            try {
                api.updateStatus(Kinds.RESOURCE_QUOTA, quota.withUsed(used));
            } catch (ApiException raced) {
                if (raced.is(Reason.NotFound)) return Outcome.settled();
                if (!raced.is(Reason.Conflict)) throw raced;
                return Outcome.checkAgain(Duration.ofMillis(20), "it was charged meanwhile");
            }
        }
        return Outcome.checkAgain(RECOUNT, "objects whose changes are not watched");
    }

    private Map<String, String> count(Quota quota, Kind<?> kind, String namespace, Instant now) {
        Map<String, String> used = Map.of();
        String token = "";
        do {
            ObjectList page = api.list(kind, ListOptions.in(namespace).page(PAGE, token));
            for (ObjectNode object : page.items()) used = Quota.add(used, quota.usage(kind, object, now));
            token = page.continueToken();
        } while (!token.isEmpty());
        return used;
    }
}
