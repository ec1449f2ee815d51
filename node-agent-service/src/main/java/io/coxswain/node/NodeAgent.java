package io.coxswain.node;

import io.coxswain.model.SimulatedNode;
import io.coxswain.node.network.NetworkException;
import io.coxswain.node.network.NodeNetwork;
import io.coxswain.node.network.PeerNode;
import io.coxswain.node.pod.PodAgent;
import io.coxswain.node.registration.NodeRegistration;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.RuntimeEvent;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one node up in order: its Node object, the range of its Pods, its Pods, then what serves them. Keeps its
 * network whole after that. Stopping it leaves every Pod running.
 */
final class NodeAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

    /** Of a holder that dies the engine tells at once; this is for what nobody tells of, such as a removed route. */
    private static final Duration NETWORK_CHECK = Duration.ofSeconds(60);

    private final String nodeName;
    private final ContainerRuntime runtime;
    private final NodeNetwork network;
    private final NodeRegistration registration;
    private final Informer<Node> nodes;
    private final PodAgent pods;
    private final List<NodePart> parts;
    private final KeptPodRange keptRange;
    private final Semaphore networkDue = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile String notReady = "container runtime network not ready";

    /** @param network made already, so that the node has its address */
    NodeAgent(
            String nodeName,
            ContainerRuntime runtime,
            NodeNetwork network,
            NodeRegistration registration,
            Informer<Node> nodes,
            PodAgent pods,
            List<NodePart> parts,
            KeptPodRange keptRange) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.network = network;
        this.registration = registration;
        this.nodes = nodes;
        this.pods = pods;
        this.parts = List.copyOf(parts);
        this.keptRange = keptRange;
        this.thread = Thread.ofVirtual().name("node " + nodeName).unstarted(this::run);
    }

    /** Returns at once; the control plane need not be there yet. */
    void start() {
        thread.start();
    }

    /** Why Pods cannot run now; empty when they can. */
    Optional<String> notReady() {
        String why = notReady;
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    private void run() {
        try {
            Optional<String> known = keptRange.read();
            if (known.isPresent()) begin(known.get());
            registration.register();
            registration.start();
            String range = registration.awaitPodRange();
            keptRange.keep(range);
            if (known.isEmpty()) begin(range);
            else if (!known.get().equals(range)) network.assignPodRange(range);
            become("");
            log.info("Node {} is ready at {}", nodeName, network.address());
            keepNetwork();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            log.error("Node {} cannot run Pods", nodeName, failure);
            become(String.valueOf(failure.getMessage()));
        }
    }

    /** From here on Pods run. */
    private void begin(String range) throws Exception {
        network.assignPodRange(range);
        nodes.onChange(_ -> routeToPeers());
        pods.start();
        for (NodePart part : parts) part.start();
        runtime.onEvent(event -> {
            if (!(event instanceof RuntimeEvent.PodChanged)) networkDue.release();
        });
    }

    private void become(String why) {
        if (notReady.equals(why)) return;
        notReady = why;
        registration.beatNow();
    }

    private void keepNetwork() throws InterruptedException {
        while (closed.getCount() > 0) {
            if (networkDue.tryAcquire(NETWORK_CHECK.toSeconds(), TimeUnit.SECONDS)) networkDue.drainPermits();
            if (closed.getCount() == 0) return;
            try {
                if (network.ensure().namespaceReplaced()) {
                    log.warn("The network namespace of node {} was replaced", nodeName);
                    pods.replug();
                }
                become("");
            } catch (RuntimeException failure) {
                log.warn("The network of node {} cannot be kept: {}", nodeName, failure.getMessage());
                become("container runtime network not ready: " + failure.getMessage());
            }
        }
    }

    private void routeToPeers() {
        List<PeerNode> peers = nodes.list(null).stream()
                .filter(node -> !node.getMetadata().getName().equals(nodeName))
                .flatMap(node -> peer(node).stream())
                .toList();
        try {
            network.routeTo(peers);
        } catch (NetworkException failure) {
            log.warn("The routes to other nodes cannot be made: {}", failure.getMessage());
        }
    }

    private static Optional<PeerNode> peer(Node node) {
        String range = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
        if (range == null || range.isEmpty() || node.getStatus() == null) return Optional.empty();
        // nothing answers at a simulated node's address
        if (SimulatedNode.isSimulated(node)) return Optional.empty();
        return node.getStatus().getAddresses().stream()
                .filter(address -> address.getType().equals("InternalIP"))
                .map(NodeAddress::getAddress)
                .findFirst()
                .map(address -> new PeerNode(node.getMetadata().getName(), range, address));
    }

    @Override
    public void close() {
        closed.countDown();
        networkDue.release();
        thread.interrupt();
        registration.close();
        for (NodePart part : parts.reversed()) part.close();
        pods.close();
        network.close();
    }
}
