package io.coxswain.node;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties a node that is to go. */
final class NodeDrain {
    private static final Logger log = LoggerFactory.getLogger(NodeDrain.class);
    private static final long LONGEST_GRACE = 30;

    private final Api api;
    private final Informer<Pod> pods;
    private final String nodeName;

    NodeDrain(Api api, Informer<Pod> pods, String nodeName) {
        this.api = api;
        this.pods = pods;
        this.nodeName = nodeName;
    }

    /** Ends all Pods, each with its grace up to half a minute, while the agent still runs. */
    void run(Duration patience) throws InterruptedException {
        var unschedulable = Json.object();
        unschedulable.putObject("spec").put("unschedulable", true);
        var empty = new CountDownLatch(1);
        try {
            api.patch(Kinds.NODE, ObjectKey.cluster(nodeName), PatchType.MERGE, unschedulable, null);
            pods.list(null).forEach(this::delete);
        } catch (ApiException failure) {
            log.warn("The Pods of node {} cannot be deleted: {}", nodeName, failure.getMessage());
            return;
        }
        pods.onChange(_ -> {
            if (pods.list(null).isEmpty()) empty.countDown();
        });
        if (pods.list(null).isEmpty()) return;
        if (!empty.await(patience.toSeconds(), TimeUnit.SECONDS)) {
            log.warn("{} Pods of node {} do not end", pods.list(null).size(), nodeName);
        }
    }

    private void delete(Pod pod) {
        long grace = Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), LONGEST_GRACE);
        try {
            api.delete(
                    Kinds.POD,
                    ObjectKey.of(pod),
                    new DeleteOptions(
                            Math.min(grace, LONGEST_GRACE),
                            null,
                            pod.getMetadata().getUid(),
                            null));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
