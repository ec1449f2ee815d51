package io.coxswain.node.pod;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.node.network.NodeNamespace;
import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Execution;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.reconcile.Cache;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds the containers of this node's Pods by what their clients call them. */
public final class PodContainerAccess implements ContainerAccess {
    private final Cache<Pod> pods;
    private final ContainerRuntime runtime;
    private final Supplier<NodeNamespace> namespace;

    /** @param namespace whence Pods are dialled */
    public PodContainerAccess(Cache<Pod> pods, ContainerRuntime runtime, Supplier<NodeNamespace> namespace) {
        this.pods = pods;
        this.runtime = runtime;
        this.namespace = namespace;
    }

    @Override
    public void logs(ContainerPath path, LogOptions options, OutputStream out)
            throws IOException, InterruptedException {
        Pod pod = pod(path);
        String container = container(pod, path);
        List<ContainerSnapshot> runs = runs(pod, container);
        if (options.previous()) {
            if (runs.size() < 2) {
                throw ApiException.badRequest(
                        "previous terminated container \"" + container + "\" in pod \"" + path.pod() + "\" not found");
            }
            runtime.copyLogs(runs.get(1).id(), options, out);
            return;
        }
        if (runs.isEmpty()) {
            throw ApiException.badRequest("container \"" + container + "\" in pod \"" + path.pod()
                    + "\" is waiting to start: " + reason(pod, container));
        }
        runtime.copyLogs(runs.getFirst().id(), options, out);
    }

    @Override
    public Execution exec(ContainerPath path, List<String> command, ExecStreams streams) throws IOException {
        Pod pod = pod(path);
        String container = container(pod, path);
        return runtime.exec(running(pod, container).id(), command, streams);
    }

    @Override
    public Execution attach(ContainerPath path, ExecStreams streams) throws IOException {
        Pod pod = pod(path);
        return runtime.attach(running(pod, container(pod, path)).id(), streams);
    }

    @Override
    public SocketChannel dial(ContainerPath path, int port) throws IOException {
        Pod pod = pod(path);
        var containers = new PodContainers(runtime.containersOf(StaticPod.uidOnNode(pod)));
        ContainerSnapshot sandbox = containers
                .runningSandbox()
                .orElseThrow(
                        () -> ApiException.internal("pod not found (\"" + path.pod() + "_" + path.namespace() + "\")"));
        return namespace.get().dialPod(sandbox.processId(), port);
    }

    private ContainerSnapshot running(Pod pod, String container) {
        return runs(pod, container).stream()
                .findFirst()
                .filter(ContainerSnapshot::isRunning)
                .orElseThrow(() -> ApiException.internal("container not found (\"" + container + "\")"));
    }

    private Pod pod(ContainerPath path) {
        return pods.get(new ObjectKey(path.namespace(), path.pod()))
                .orElseThrow(() -> ApiException.notFound(Kinds.POD, path.pod()));
    }

    private static String container(Pod pod, ContainerPath path) {
        List<String> names =
                DeclaredContainer.all(pod).stream().map(DeclaredContainer::name).toList();
        if (path.container().isEmpty() && pod.getSpec().getContainers().size() == 1) {
            return pod.getSpec().getContainers().getFirst().getName();
        }
        if (path.container().isEmpty()) {
            throw ApiException.badRequest(
                    "a container name must be specified for pod " + path.pod() + ", choose one of: " + names);
        }
        if (!names.contains(path.container())) {
            throw ApiException.badRequest("container " + path.container() + " is not valid for pod " + path.pod());
        }
        return path.container();
    }

    private List<ContainerSnapshot> runs(Pod pod, String container) {
        return new PodContainers(runtime.containersOf(StaticPod.uidOnNode(pod))).runs(container);
    }

    private static String reason(Pod pod, String container) {
        if (pod.getStatus() == null) return "ContainerCreating";
        return Stream.of(
                        pod.getStatus().getContainerStatuses(),
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getEphemeralContainerStatuses())
                .flatMap(List::stream)
                .filter(status -> status.getName().equals(container))
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(state -> state.getWaiting().getReason())
                .findFirst()
                .orElse("ContainerCreating");
    }
}
