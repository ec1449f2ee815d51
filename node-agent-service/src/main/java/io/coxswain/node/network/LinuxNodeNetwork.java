package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.LinuxException;
import io.coxswain.node.network.NodeSurroundings.Ground;
import io.coxswain.node.sandbox.PauseImage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network of a node on this machine's kernel. Every step looks first, so a repair is the same as a first start. */
public final class LinuxNodeNetwork implements NodeNetwork {
    private static final Logger log = LoggerFactory.getLogger(LinuxNodeNetwork.class);
    private static final int ATTEMPTS = 5;

    private final NodeNetworkSettings settings;
    private final CheckpointFiles files;
    private final NodeSurroundings surroundings;
    private final EnteredNamespace namespace;
    private final NodeInterior interior;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Ipv4Address address;
    private @Nullable Ipv4Range podRange;
    private @Nullable PodNetwork pods;
    private List<PeerNode> peers = List.of();
    private int mtu;

    /** {@code holder}: a container that was made for the node, on a network with the other nodes; null to make one. */
    public LinuxNodeNetwork(
            NodeNetworkSettings settings, DockerClient docker, PauseImage image, @Nullable String holder) {
        this.settings = settings;
        files = new CheckpointFiles(settings.networkDirectory());
        surroundings = holder == null
                ? new OwnSurroundings(settings, docker, image, files)
                : new GivenSurroundings(settings, docker, image, holder);
        namespace = new EnteredNamespace(settings.nodeName());
        interior = new NodeInterior(settings, namespace);
    }

    @Override
    public Ensured ensure() {
        lock.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return repair();
                } catch (LinuxException fault) {
                    if (attempt == ATTEMPTS || !isRace(fault))
                        throw new NetworkException("the network cannot be made: " + fault.getMessage(), fault);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another agent of the cluster made the same shared thing at the same time, or a link was looked at that goes with
     * a namespace that is ending: the kernel takes its time for that.
     */
    private static boolean isRace(LinuxException fault) {
        return fault.errno() == LinuxException.EXISTS || fault.errno() == LinuxException.NO_DEVICE;
    }

    private Ensured repair() {
        boolean isFirst = address == null;
        Ground ground = surroundings.ensure(namespace);
        mtu = ground.mtu();
        address = ground.address();
        interior.ensureNode(ground);
        if (podRange != null) makePodRange(podRange, ground.address());
        interior.routeTo(peers);
        surroundings.routeThrough(ground.address());
        boolean replaced = ground.isNewNamespace() && !isFirst;
        if (replaced) {
            log.warn("The namespace of node {} was replaced", settings.nodeName());
            namespace.tellReplaced();
        }
        return new Ensured(replaced);
    }

    @Override
    public String address() {
        lock.lock();
        try {
            return requireAddress().toString();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String holderId() {
        lock.lock();
        try {
            return surroundings.holderId();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String namespaceId() {
        lock.lock();
        try {
            return surroundings.namespaceId();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void assignPodRange(String range) {
        lock.lock();
        try {
            Ipv4Range parsed = Ipv4Range.parse(range);
            if (!settings.clusterRange().contains(parsed.network())) {
                throw new NetworkException(range + " is not part of the cluster's range " + settings.clusterRange());
            }
            makePodRange(parsed, requireAddress());
            if (!parsed.equals(podRange)) pods = new BridgePodNetwork(interior, new AddressBook(parsed, files), mtu);
            podRange = parsed;
        } finally {
            lock.unlock();
        }
    }

    private void makePodRange(Ipv4Range range, Ipv4Address own) {
        interior.ensurePodBridge(range, mtu);
        surroundings.routeToPods(range, own);
    }

    @Override
    public void routeTo(Collection<PeerNode> others) {
        lock.lock();
        try {
            peers = List.copyOf(others);
            interior.routeTo(peers);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PodNetwork pods() {
        lock.lock();
        try {
            if (pods == null) throw new NetworkException("the node has no range for Pods yet");
            return pods;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public NodeNamespace namespace() {
        return namespace;
    }

    @Override
    public void deleteAll() {
        lock.lock();
        try {
            namespace.close();
            surroundings.remove();
            files.deleteAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        namespace.close();
    }

    private Ipv4Address requireAddress() {
        if (address == null) throw new NetworkException("the node's network has not been made yet");
        return address;
    }
}
