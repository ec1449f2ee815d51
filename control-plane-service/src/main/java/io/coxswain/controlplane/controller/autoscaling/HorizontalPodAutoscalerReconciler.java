package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at every autoscaler each 15 seconds. */
public final class HorizontalPodAutoscalerReconciler implements Reconciler<HorizontalPodAutoscaler> {
    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final Api api;
    private final Informer<Pod> pods;
    private final KindCatalog kinds;
    private final AutoscalingSource source;
    private final EventRecorder events;
    private final Clock clock;
    private final Map<ObjectKey, Memory> memories = new ConcurrentHashMap<>();

    /** What is known of an autoscaler from one pass to the next; one pass at a time changes it. */
    private static final class Memory {
        private final ScalingHistory history = new ScalingHistory();
        private String uid = "";
        private Instant next = Instant.EPOCH;
        /** Read by the passes of other autoscalers too; null as long as its target is not known. */
        private volatile @Nullable LabelSelector selector;

        private boolean covers(List<Pod> any) {
            LabelSelector known = selector;
            return known != null && any.stream().anyMatch(pod -> known.matches(Pods.labels(pod)));
        }
    }

    public HorizontalPodAutoscalerReconciler(
            Api api,
            Informers informers,
            KindCatalog kinds,
            AutoscalingSource source,
            EventRecorder events,
            Clock clock) {
        this.api = api;
        this.pods = informers.of(Kinds.POD);
        this.kinds = kinds;
        this.source = source;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Watches<HorizontalPodAutoscaler> watches() {
        return Watches.of(Kinds.HORIZONTAL_POD_AUTOSCALER);
    }

    @Override
    public Outcome forget(ObjectKey key) {
        memories.remove(key);
        return Outcome.settled();
    }

    @Override
    public Outcome reconcile(HorizontalPodAutoscaler autoscaler) {
        if (autoscaler.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        ObjectKey key = ObjectKey.of(autoscaler);
        String uid = autoscaler.getMetadata().getUid();
        Memory memory =
                memories.compute(key, (_, known) -> known == null || !known.uid.equals(uid) ? new Memory() : known);
        memory.uid = uid;
        Instant now = clock.instant();
        // A change wakes it too, its own status among them: as in Kubernetes that is no reason for another look.
        if (now.isBefore(memory.next)) {
            return Outcome.checkAgain(Duration.between(now, memory.next), "the next look is due");
        }
        memory.next = now.plus(PERIOD);
        ObjectNode tree = Json.tree(autoscaler);
        var pass = new AutoscalingPass(
                tree, Subject.of(Kinds.HORIZONTAL_POD_AUTOSCALER, autoscaler), memory.history, events, now);
        run(pass, memory, tree, key);
        write(key, uid, tree, Json.tree(autoscaler));
        return Outcome.checkAgain(PERIOD, "what Pods use changes");
    }

    private void run(AutoscalingPass pass, Memory memory, ObjectNode tree, ObjectKey key) {
        JsonNode target = tree.at("/spec/scaleTargetRef");
        String apiVersion = target.path("apiVersion").asString("");
        String kindName = target.path("kind").asString("");
        var workload = new ObjectKey(key.namespace(), target.path("name").asString(""));
        Kind<?> kind = kinds.byName(apiVersion, kindName).orElse(null);
        if (kind == null) {
            String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
            pass.cannotGetScale("no matches for kind \"" + kindName + "\" in group \"" + group + "\"");
            return;
        }
        ObjectNode scale;
        try {
            scale = source.scale(kind, workload);
        } catch (ApiException failure) {
            memory.selector = null;
            pass.cannotGetScale(String.valueOf(failure.getMessage()));
            return;
        }
        pass.hasScale();
        String selector = scale.at("/status/selector").asString("");
        AutoscalingPass.Decision decision = pass.decide(
                scale, () -> covered(pass, memory, key, selector), () -> source.usage(String.valueOf(key.namespace())));
        if (decision.replicas() == decision.current()) return;
        try {
            ObjectNode patch = Json.object();
            patch.putObject("spec").put("replicas", decision.replicas());
            api.patch(kind, workload, PatchType.MERGE, patch, "scale");
            pass.scaled(decision);
        } catch (ApiException failure) {
            pass.cannotScale(decision, String.valueOf(failure.getMessage()));
        }
    }

    private Optional<List<Pod>> covered(AutoscalingPass pass, Memory memory, ObjectKey key, String text) {
        if (text.isEmpty()) {
            pass.lacksSelector();
            return Optional.empty();
        }
        LabelSelector selector;
        try {
            selector = LabelSelector.parse(text);
        } catch (IllegalArgumentException wrong) {
            pass.cannotReadSelector(String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
        memory.selector = selector;
        List<Pod> covered = pods.list(key.namespace()).stream()
                .filter(pod -> selector.matches(Pods.labels(pod)))
                .toList();
        List<String> rivals = memories.entrySet().stream()
                .filter(other -> Objects.equals(other.getKey().namespace(), key.namespace()))
                .filter(other -> other.getValue().covers(covered))
                .map(other -> other.getKey().toString())
                .sorted()
                .toList();
        if (rivals.size() > 1) {
            pass.sharesItsPods(text, rivals);
            return Optional.empty();
        }
        return Optional.of(covered);
    }

    private void write(ObjectKey key, String uid, ObjectNode tree, ObjectNode before) {
        JsonNode status = tree.path("status");
        if (Json.same(status, before.path("status"))) return;
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("uid", uid);
        patch.set("status", status);
        try {
            api.patch(Kinds.HORIZONTAL_POD_AUTOSCALER, key, PatchType.MERGE, patch, "status");
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) throw failure;
        }
    }
}
