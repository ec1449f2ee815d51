package io.coxswain.controlplane.controller.node;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Tells each node how long it may keep Secrets and ConfigMaps: the longer, the more nodes there are. */
public final class NodeTtlReconciler implements Reconciler<Node> {
    private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    /** Up to so many nodes, so many seconds; as in Kubernetes. */
    private record Step(int nodes, int seconds) {}

    private static final List<Step> STEPS =
            List.of(new Step(100, 0), new Step(500, 15), new Step(1000, 30), new Step(2000, 60), new Step(10_000, 300));

    private final Api api;
    private final Informer<Node> nodes;

    public NodeTtlReconciler(Api api, Informers informers) {
        this.api = api;
        this.nodes = informers.of(Kinds.NODE);
    }

    @Override
    public Watches<Node> watches() {
        return Watches.of(Kinds.NODE);
    }

    @Override
    public Outcome reconcile(Node node) {
        String wanted = Integer.toString(seconds(nodes.size()));
        boolean told = node.getMetadata().getAnnotations() != null
                && wanted.equals(node.getMetadata().getAnnotations().get(ANNOTATION));
        if (told) return Outcome.settled();
        ObjectNode patch = Json.object();
        Metadata.of(patch).putObject("annotations").put(ANNOTATION, wanted);
        api.patch(Kinds.NODE, ObjectKey.of(node), PatchType.MERGE, patch, null);
        return Outcome.settled();
    }

    private static int seconds(int nodes) {
        return STEPS.stream()
                .filter(step -> nodes <= step.nodes())
                .findFirst()
                .orElse(STEPS.getLast())
                .seconds();
    }
}
