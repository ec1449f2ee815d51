package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Creates what lacks and deletes what is too much, at most 500 Pods in a pass. */
final class Replicas<O extends HasMetadata> {
    private static final int BURST = 500;

    private final Kind<O> kind;
    private final PodWriter<O> pods;

    Replicas(Kind<O> kind, PodWriter<O> pods) {
        this.kind = kind;
        this.pods = pods;
    }

    /** The failure that stopped it, or null. */
    @Nullable ApiException adjust(O owner, int wanted, List<Pod> active, Map<String, Integer> doubledUp) {
        int lacking = wanted - active.size();
        if (lacking > 0) return create(owner, Math.min(lacking, BURST));
        if (lacking == 0) return null;
        List<Pod> first = active.stream()
                .sorted(new DeletionOrder(doubledUp))
                .limit(Math.min(-lacking, BURST))
                .toList();
        return pods.delete(owner, first);
    }

    private @Nullable ApiException create(O owner, int count) {
        Optional<ObjectNode> live = pods.live(owner);
        if (live.isEmpty()) return null;
        ObjectNode pod = PodTemplate.pod(live.get().path("spec").path("template"), kind, owner);
        return pods.create(owner, Stream.generate(pod::deepCopy).limit(count).toList());
    }
}
