package io.coxswain.node.dns;

import io.coxswain.node.network.NodeNamespace;
import io.coxswain.node.network.NodeNetworkSettings;
import io.coxswain.node.proxy.ServiceSlices;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/**
 * DNS of one node, at the cluster's DNS address, which is local to the node's namespace: a Pod's question never leaves
 * its node, needs no translation, and is answered from memory. It listens once the informers are complete, so that
 * nobody is told that a name does not exist because it is not known yet.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsServer.class);
    private static final int PORT = 53;
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_SYNC = Duration.ofSeconds(30);

    private final NodeNamespace namespace;
    private final InetSocketAddress address;
    private final List<Informer<?>> informers;
    private final DnsResponder responder;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock. */
    private @Nullable DnsListeners listeners;

    private boolean isClosed;

    /**
     * A server for one node.
     *
     * @param clusterDomain such as {@code cluster.local}
     * @param resolvConf the host's file that names the servers for all other names
     */
    public DnsServer(
            NodeNamespace namespace,
            NodeNetworkSettings settings,
            String clusterDomain,
            Path resolvConf,
            Informer<Namespace> namespaces,
            Informer<Service> services,
            Informer<EndpointSlice> slices,
            InstantSource clock) {
        this.namespace = namespace;
        address = new InetSocketAddress(settings.dnsAddress().inet(), PORT);
        informers = List.of(namespaces, services, slices);
        Name origin = ClusterZone.below(clusterDomain, Name.root);
        var records = new ServiceRecords(new ServiceSlices(slices));
        responder = new DnsResponder(
                new ClusterZone(origin, namespaces, services, records, clock),
                new ReverseZone(List.of(settings.serviceRange(), settings.clusterRange()), origin, services, slices),
                new UpstreamCache(new Upstream(new UpstreamServers(resolvConf, settings.dnsAddress())), clock));
        thread = Thread.ofVirtual().name("dns-" + settings.nodeName()).unstarted(this::work);
    }

    public void start() {
        namespace.onReplaced(this::letGo);
        thread.start();
    }

    private void work() {
        try {
            for (Informer<?> informer : informers) {
                while (!informer.awaitSynced(LOOK_FOR_SYNC)) log.warn("DNS still waits for its lists");
            }
            lock.lockInterruptibly();
            try {
                while (!isClosed) {
                    if (listeners != null || listen()) {
                        changed.await();
                    } else {
                        changed.awaitNanos(AFTER_A_FAILURE.toNanos());
                    }
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where the port is taken, which a Pod on the node's own network can do; it is tried again. */
    private boolean listen() {
        try {
            listeners = DnsListeners.open(namespace, address, responder);
            log.info("DNS answers at {}", address);
            return true;
        } catch (IOException taken) {
            log.warn("DNS cannot listen at {}: {}", address, taken.getMessage());
            return false;
        }
    }

    /** What was opened belongs to a namespace that is gone. */
    private void letGo() {
        lock.lock();
        try {
            if (listeners != null) listeners.close();
            listeners = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            letGo();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
