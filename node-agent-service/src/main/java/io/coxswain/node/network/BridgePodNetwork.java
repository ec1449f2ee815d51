package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Link;
import io.coxswain.node.linux.LinuxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods as ports of the node's bridge. The checkpoint is written before the link is made and deleted after it is gone.
 */
final class BridgePodNetwork implements PodNetwork {
    private static final Logger log = LoggerFactory.getLogger(BridgePodNetwork.class);

    private final NodeInterior interior;
    private final AddressBook addresses;
    private final int mtu;

    /** Links change one at a time: the kernel has one lock for them too. */
    private final ReentrantLock lock = new ReentrantLock();

    BridgePodNetwork(NodeInterior interior, AddressBook addresses, int mtu) {
        this.interior = interior;
        this.addresses = addresses;
        this.mtu = mtu;
    }

    @Override
    public PodAddress plug(RunningSandbox sandbox) {
        lock.lock();
        try {
            Checkpoint checkpoint = addresses.assign(sandbox);
            connect(sandbox, checkpoint);
            return checkpoint.podAddress();
        } catch (LinuxException failed) {
            throw new NetworkException(
                    "cannot plug Pod " + sandbox.namespace() + "/" + sandbox.name() + ": " + failed.getMessage(),
                    failed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unplug(String sandboxId) {
        lock.lock();
        try {
            interior.unplug(AddressBook.linkName(sandboxId));
            addresses.release(sandboxId);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<PodAddress> address(String sandboxId) {
        return addresses.find(sandboxId).map(Checkpoint::podAddress);
    }

    @Override
    public Map<String, PodAddress> adopt(Collection<RunningSandbox> running) {
        Set<String> alive = running.stream().map(RunningSandbox::sandboxId).collect(Collectors.toSet());
        for (Checkpoint checkpoint : addresses.all()) {
            if (!alive.contains(checkpoint.sandboxId())) unplug(checkpoint.sandboxId());
        }
        return replugAll(running);
    }

    @Override
    public Map<String, PodAddress> replugAll(Collection<RunningSandbox> running) {
        Map<String, PodAddress> plugged = new LinkedHashMap<>();
        for (RunningSandbox sandbox : running) {
            lock.lock();
            try {
                Checkpoint checkpoint = addresses.assign(sandbox, addressInside(sandbox));
                connect(sandbox, checkpoint);
                plugged.put(sandbox.sandboxId(), checkpoint.podAddress());
            } catch (LinuxException | NetworkException failed) {
                log.warn("Pod {}/{} has no network: {}", sandbox.namespace(), sandbox.name(), failed.getMessage());
            } finally {
                lock.unlock();
            }
        }
        return plugged;
    }

    private void connect(RunningSandbox sandbox, Checkpoint checkpoint) {
        interior.plug(
                checkpoint.nodeInterface(),
                sandbox.pid(),
                Ipv4Address.parse(checkpoint.address()),
                addresses.gateway(),
                mtu);
    }

    /** What a Pod still has when its checkpoint was lost: it keeps it. */
    private Optional<Ipv4Address> addressInside(RunningSandbox sandbox) {
        if (addresses.find(sandbox.sandboxId()).isPresent()) return Optional.empty();
        return Inside.process(sandbox.pid(), pod -> {
            Optional<Link> link = pod.link(Underlay.NODE_LINK);
            return link.stream().flatMap(there -> pod.addresses(there).stream()).findFirst();
        });
    }
}
