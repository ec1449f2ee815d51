package io.coxswain.node.network;

import com.github.dockerjava.api.DockerClient;
import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.LinuxException;
import io.coxswain.node.network.HolderContainers.Holder;
import io.coxswain.node.sandbox.PauseImage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network of a node on this machine's kernel. Every step looks first, so a repair is the same as a first start. */
public final class LinuxNodeNetwork implements NodeNetwork {
    private static final Logger log = LoggerFactory.getLogger(LinuxNodeNetwork.class);

    private final NodeNetworkSettings settings;
    private final HolderContainers holders;
    private final CheckpointFiles files;
    private final EnteredNamespace namespace;
    private final NodeInterior interior;
    private final HostRoutes routes;
    private final HostFirewall firewall;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Holder entered;
    private @Nullable Ipv4Address address;
    private @Nullable Ipv4Range podRange;
    private @Nullable PodNetwork pods;
    private List<PeerNode> peers = List.of();
    private int mtu;

    public LinuxNodeNetwork(NodeNetworkSettings settings, DockerClient docker, PauseImage image) {
        this.settings = settings;
        holders = new HolderContainers(docker, image, settings.clusterName());
        files = new CheckpointFiles(settings.networkDirectory());
        namespace = new EnteredNamespace(settings.nodeName());
        interior = new NodeInterior(settings, namespace);
        routes = new HostRoutes(settings);
        firewall = new HostFirewall(settings);
    }

    @Override
    public Ensured ensure() {
        lock.lock();
        try {
            return repair();
        } catch (LinuxException raced) {
            if (raced.errno() != LinuxException.EXISTS)
                throw new NetworkException("the network cannot be made: " + raced.getMessage(), raced);
            // Another agent of the cluster made the same shared thing at the same time.
            return repair();
        } finally {
            lock.unlock();
        }
    }

    private Ensured repair() {
        routes.checkRangesAreFree();
        mtu = Inside.host(Underlay::uplinkMtu);
        routes.guard();
        Holder shared = holders.running(
                settings.underlayContainer(), Map.of(HolderContainers.ROLE, HolderContainers.ROLE_UNDERLAY));
        var underlay = new Underlay(settings, shared.pid());
        underlay.ensureHostLink(mtu);
        boolean isFirst = entered == null;
        Ipv4Address own = address != null ? address : files.nodeAddress().orElse(null);
        boolean isNewNamespace;
        if (own != null) {
            isNewNamespace = enter(own);
            connect(underlay, own, true);
        } else {
            isNewNamespace = enterWithNewAddress(underlay);
            own = Objects.requireNonNull(address);
        }
        address = own;
        interior.ensureNode(own, mtu);
        if (podRange != null) makePodRange(podRange, own);
        interior.routeTo(peers);
        routes.throughNode(own);
        firewall.ensure();
        boolean replaced = isNewNamespace && !isFirst;
        if (replaced) {
            log.warn("The namespace of node {} was replaced", settings.nodeName());
            namespace.tellReplaced();
        }
        return new Ensured(replaced);
    }

    private boolean enterWithNewAddress(Underlay underlay) {
        Set<String> promised = holders.nodes().stream()
                .map(container -> String.valueOf(container.getLabels().get(HolderContainers.ADDRESS)))
                .collect(Collectors.toSet());
        for (Ipv4Address candidate : underlay.freeAddresses()) {
            if (promised.contains(candidate.toString())) continue;
            holders.remove(settings.holderContainer());
            enter(candidate);
            if (connect(underlay, candidate, false)) {
                files.nodeAddress(candidate);
                address = candidate;
                return true;
            }
        }
        throw new NetworkException("no address of " + settings.underlayRange() + " is free");
    }

    private boolean enter(Ipv4Address own) {
        Holder holder = holder(own);
        if (holder.equals(entered)) return false;
        if (entered != null && holder.id().equals(entered.id())) {
            // Restarted by somebody: what joined the namespace before could not tell it from this one.
            holders.remove(holder.id());
            holder = holder(own);
        }
        namespace.enter(holder.pid());
        entered = holder;
        return true;
    }

    private Holder holder(Ipv4Address own) {
        return holders.running(
                settings.holderContainer(),
                Map.of(
                        HolderContainers.ROLE,
                        HolderContainers.ROLE_NODE,
                        HolderContainers.NODE,
                        settings.nodeName(),
                        HolderContainers.ADDRESS,
                        own.toString()));
    }

    private boolean connect(Underlay underlay, Ipv4Address own, boolean isOwn) {
        return underlay.connect(namespace, requireEntered().pid(), own, mtu, isOwn);
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
            return requireEntered().id();
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
        routes.toPods(range, own);
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
            entered = null;
            new NetworkRemoval(settings, holders)
                    .removeNode(address != null ? address : files.nodeAddress().orElse(null));
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

    private Holder requireEntered() {
        if (entered == null) throw new NetworkException("the node's namespace has not been entered yet");
        return entered;
    }
}
