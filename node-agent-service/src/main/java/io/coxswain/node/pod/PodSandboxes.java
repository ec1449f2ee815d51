package io.coxswain.node.pod;

import io.coxswain.node.network.NetworkException;
import io.coxswain.node.network.RunningSandbox;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.runtime.SandboxSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Makes and removes the sandbox that holds a Pod's network. */
final class PodSandboxes {
    /** Remembers whose network a sandbox shares: when that container is replaced, the sandbox must be too. */
    private static final String SHARES = "io.coxswain.shares-network-of";

    private final NodeServices services;

    PodSandboxes(NodeServices services) {
        this.services = services;
    }

    /** The sandbox that is there and of use, if any. */
    Optional<PodSandbox> current(Pod pod, PodContainers containers) {
        return containers.runningSandbox().flatMap(sandbox -> adopted(pod, sandbox));
    }

    private Optional<PodSandbox> adopted(Pod pod, ContainerSnapshot sandbox) {
        if (PodFiles.isHostNetwork(pod)) {
            boolean current = sandbox.label(SHARES).equals(services.network().namespaceId());
            return current
                    ? Optional.of(
                            new PodSandbox(sandbox.id(), services.network().address()))
                    : Optional.empty();
        }
        return Optional.of(new PodSandbox(sandbox.id(), plug(sandbox)));
    }

    private String plug(ContainerSnapshot sandbox) {
        var pods = services.network().pods();
        return pods.address(sandbox.id())
                .orElseGet(() -> pods.plug(running(sandbox)))
                .address();
    }

    static boolean sharesNetwork(ContainerSnapshot sandbox) {
        return !sandbox.label(SHARES).isEmpty();
    }

    static RunningSandbox running(ContainerSnapshot sandbox) {
        return new RunningSandbox(
                sandbox.id(), sandbox.processId(), sandbox.podUid(), sandbox.podNamespace(), sandbox.podName());
    }

    /** A new sandbox in place of all that were there; throws when it cannot be had, and then leaves none behind. */
    PodSandbox create(Pod pod, PodContainers containers) throws IOException {
        int attempt = containers.sandbox().map(old -> old.restartCount() + 1).orElse(0);
        containers.sandboxes().forEach(old -> remove(old.id()));
        String id = services.runtime().createSandbox(spec(pod, attempt));
        try {
            services.runtime().start(id);
            if (PodFiles.isHostNetwork(pod))
                return new PodSandbox(id, services.network().address());
            return new PodSandbox(id, plug(services.runtime().inspect(id)));
        } catch (RuntimeFault | NetworkException failure) {
            remove(id);
            throw failure;
        }
    }

    private SandboxSpec spec(Pod pod, int attempt) throws IOException {
        var metadata = pod.getMetadata();
        boolean hostNetwork = PodFiles.isHostNetwork(pod);
        String runtime = new RuntimeHandlers(services).runtime(pod);
        String holder = hostNetwork ? services.network().holderId() : "";
        return new SandboxSpec(
                "k8s_POD_" + metadata.getName() + "_" + metadata.getNamespace() + "_" + metadata.getUid() + "_"
                        + attempt,
                Map.of(
                        RuntimeHandlers.LABEL,
                        runtime,
                        Labels.POD_NAME,
                        metadata.getName(),
                        Labels.POD_NAMESPACE,
                        metadata.getNamespace(),
                        Labels.POD_UID,
                        metadata.getUid(),
                        Labels.CONTAINER_NAME,
                        "POD",
                        Labels.TYPE,
                        Labels.TYPE_SANDBOX,
                        Labels.RESTART_COUNT,
                        String.valueOf(attempt),
                        SHARES,
                        holder),
                services.pauseImage().get(),
                hostNetwork ? "container:" + holder : "none",
                hostNetwork
                        ? ""
                        : PodHostname.of(pod, services.settings().clusterDomain())
                                .kernel(pod),
                PodDns.of(pod, services.settings()),
                Boolean.TRUE.equals(pod.getSpec().getHostIPC()) ? "host" : "shareable",
                Sysctls.of(pod),
                services.cgroup(metadata.getUid()).parent(),
                runtime);
    }

    void remove(String sandboxId) {
        services.runtime().remove(sandboxId);
        services.network().pods().unplug(sandboxId);
    }
}
