package io.coxswain.node.proxy;

import io.coxswain.node.linux.Nftables;
import io.coxswain.node.linux.NftablesEngines;
import io.coxswain.node.network.NodeNamespace;
import io.coxswain.node.network.NodeNetworkSettings;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rules of a node's namespace in step with Services and EndpointSlices. Changes that come close together are
 * applied together; the rules stay in the kernel when the agent ends.
 */
public final class ServiceProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceProxy.class);
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(200);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
    private static final Duration LOOK_FOR_SYNC = Duration.ofSeconds(30);

    private final NodeNamespace namespace;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final Frontends frontends;
    private final ServiceTable table;
    private final UdpFlows udpFlows = new UdpFlows();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread;

    /** Guarded by the lock. */
    private boolean isDirty = true;

    private boolean isNamespaceNew;
    private volatile boolean closed;

    /** Used by the proxy's thread alone, inside the node's namespace. */
    private @Nullable Nftables engine;

    private @Nullable Ruleset applied;

    public ServiceProxy(
            NodeNamespace namespace,
            NodeNetworkSettings settings,
            Informer<Service> services,
            Informer<EndpointSlice> slices) {
        this.namespace = namespace;
        this.services = services;
        this.slices = slices;
        frontends = new Frontends(
                services,
                new ServiceSlices(slices),
                settings.nodeName(),
                Set.of(settings.dnsAddress(), settings.apiAddress()));
        table = new ServiceTable(
                settings.clusterRange(), settings.serviceRange(), settings.dnsAddress(), settings.apiAddress());
        thread = Thread.ofVirtual().name("service-proxy-" + settings.nodeName()).unstarted(this::work);
    }

    public void start() {
        services.onChange(change -> wake(false));
        slices.onChange(change -> wake(false));
        namespace.onReplaced(() -> wake(true));
        thread.start();
    }

    private void wake(boolean namespaceReplaced) {
        lock.lock();
        try {
            isDirty = true;
            isNamespaceNew |= namespaceReplaced;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            // An empty list before the first one has come would take all Services away from running Pods.
            while (!services.awaitSynced(LOOK_FOR_SYNC) || !slices.awaitSynced(LOOK_FOR_SYNC)) {
                log.warn("The service proxy still waits for the lists of Services and EndpointSlices");
            }
            while (!closed) {
                awaitChange();
                pause(apply() ? BETWEEN_CHANGES : AFTER_A_FAILURE);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitChange() throws InterruptedException {
        lock.lock();
        try {
            while (!isDirty) woken.await();
            isDirty = false;
            if (isNamespaceNew) {
                isNamespaceNew = false;
                forgetEngine();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits in full, whatever comes meanwhile: that is what puts changes together. */
    private void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closed) left = woken.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    private boolean apply() throws InterruptedException {
        try {
            List<Frontend> now = frontends.read();
            Ruleset wanted = table.ruleset(now);
            namespace.call(() -> {
                change(wanted);
                int ended = udpFlows.follow(now);
                if (ended > 0) log.debug("{} UDP flows to endpoints that are gone were ended", ended);
                return true;
            });
            return true;
        } catch (InterruptedException closing) {
            throw closing;
        } catch (Exception failed) {
            log.error("The rules for Services could not be changed; those before stay, and it is tried again", failed);
            applied = null;
            wake(false);
            return false;
        }
    }

    private void change(Ruleset wanted) {
        if (engine == null) engine = NftablesEngines.open();
        String commands = applied == null ? table.replaceBy(wanted) : wanted.commandsFrom(applied);
        if (!commands.isEmpty()) engine.apply(commands);
        applied = wanted;
    }

    private void forgetEngine() {
        if (engine != null) engine.close();
        engine = null;
        applied = null;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        forgetEngine();
    }
}
