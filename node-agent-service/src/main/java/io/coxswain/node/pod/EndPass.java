package io.coxswain.node.pod;

import io.coxswain.client.DeleteOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One pass over a Pod that is to end: first its containers, then its sandbox and volumes, last its object. */
final class EndPass {
    /** For the containers of a Pod that was deleted without grace. */
    private static final Duration SHORT_GRACE = Duration.ofSeconds(2);

    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(15);

    private final NodeServices services;
    private final PodSandboxes sandboxes;

    EndPass(NodeServices services) {
        this.services = services;
        this.sandboxes = new PodSandboxes(services);
    }

    /** A Pod with a deletion timestamp. */
    Pass terminate(PodRun run) throws IOException, InterruptedException {
        PodContainers there = run.observe();
        Optional<PodSandbox> sandbox = there.runningSandbox().flatMap(_ -> addressed(run, there));
        run.followProbes(there, sandbox);
        if (!there.running().isEmpty()) {
            Duration soonest = run.stopAll(there.running(), run.grace());
            run.tell(there, sandbox, Map.of(), false);
            return Pass.again(soonest);
        }
        run.probes().close();
        // Once the containers are removed their end cannot be told any more.
        if (!there.all().isEmpty()) run.tell(there, Optional.empty(), Map.of(), true);
        // A static Pod ends without the API, which others tell of it.
        boolean isStatic = StaticPod.isStatic(run.pod());
        if (!isStatic && !run.publisher().flush(STATUS_PATIENCE)) return Pass.again(Duration.ZERO);
        cleanUp(run.uid(), there);
        if (!isStatic) delete(run.pod());
        return new Pass.Ended();
    }

    private Optional<PodSandbox> addressed(PodRun run, PodContainers there) {
        if (PodFiles.isHostNetwork(run.pod())) {
            return there.runningSandbox()
                    .map(sandbox ->
                            new PodSandbox(sandbox.id(), services.network().address()));
        }
        return there.runningSandbox()
                .flatMap(sandbox -> services.network()
                        .pods()
                        .address(sandbox.id())
                        .map(address -> new PodSandbox(sandbox.id(), address.address())));
    }

    /** A Pod that the API does not know any more. */
    Pass forget(String uid, ContainerStops stops) throws IOException {
        var there = new PodContainers(services.runtime().containersOf(uid));
        Duration soonest = Duration.ofMinutes(1);
        for (ContainerSnapshot container : there.running()) {
            Duration left = stops.stop(container, ContainerStops.Order.plain(SHORT_GRACE));
            if (left.compareTo(soonest) < 0) soonest = left;
        }
        if (!there.running().isEmpty()) return Pass.again(soonest);
        cleanUp(uid, there);
        return new Pass.Ended();
    }

    private void cleanUp(String uid, PodContainers there) throws IOException {
        services.images().forget(uid);
        for (ContainerSnapshot container : there.all()) {
            if (!container.isSandbox()) services.runtime().remove(container.id());
        }
        there.sandboxes().forEach(sandbox -> sandboxes.remove(sandbox.id()));
        services.volumes().tearDown(uid);
        services.allocations().forget(uid);
        services.evictions().forget(uid);
        services.cgroup(uid).remove(services.groups());
    }

    private void delete(Pod pod) {
        try {
            services.api()
                    .delete(
                            Kinds.POD,
                            ObjectKey.of(pod),
                            DeleteOptions.now(pod.getMetadata().getUid()));
        } catch (ApiException refused) {
            // Gone already, or another Pod of the same name: in both cases nothing is left to delete.
            if (!refused.is(Reason.NotFound) && !refused.is(Reason.Conflict)) throw refused;
        }
    }
}
