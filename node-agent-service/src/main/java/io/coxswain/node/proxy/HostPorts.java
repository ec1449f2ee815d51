package io.coxswain.node.proxy;

import io.coxswain.node.linux.Nftables;
import io.coxswain.node.linux.NftablesEngines;
import io.coxswain.node.linux.Sysctl;
import io.coxswain.node.network.NodeNamespace;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of the node that lead to Pods on it, in a table of their own. It is replaced as a whole when Pods come and
 * go, and stays in the kernel when the agent ends.
 */
public final class HostPorts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostPorts.class);
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final Duration LOOK_FOR_SYNC = Duration.ofSeconds(30);

    private final NodeNamespace namespace;
    private final Informer<Pod> pods;
    private final Semaphore due = new Semaphore(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("host ports").unstarted(this::work);
    private volatile String applied = "";

    /** @param pods those of this node */
    public HostPorts(NodeNamespace namespace, Informer<Pod> pods) {
        this.namespace = namespace;
        this.pods = pods;
    }

    public void start() {
        pods.onChange(_ -> due.release());
        namespace.onReplaced(() -> {
            applied = "";
            due.release();
        });
        thread.start();
    }

    private void work() {
        try {
            // An empty list before the first one has come would take the ports away from running Pods.
            while (!pods.awaitSynced(LOOK_FOR_SYNC)) log.warn("The host ports still wait for the list of Pods");
            while (closed.getCount() > 0) {
                if (due.tryAcquire(CHECK.toSeconds(), TimeUnit.SECONDS)) due.drainPermits();
                if (closed.getCount() > 0) apply();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply() throws InterruptedException {
        String wanted = HostPortTable.of(pods.list(null));
        if (wanted.equals(applied)) return;
        try {
            namespace.call(() -> {
                // What comes from the node's own loopback leaves through the bridge to the Pods.
                Sysctl.set("ipv4/conf/all/route_localnet", "1");
                try (Nftables engine = NftablesEngines.open()) {
                    engine.apply(wanted);
                }
                return true;
            });
            applied = wanted;
        } catch (InterruptedException closing) {
            throw closing;
        } catch (Exception failed) {
            log.error("The rules for host ports could not be changed; it is tried again within a minute", failed);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
