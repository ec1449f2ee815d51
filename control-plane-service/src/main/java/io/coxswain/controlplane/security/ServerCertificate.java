package io.coxswain.controlplane.security;

import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that the API server shows, exchanged for a new one long before it ends. */
public final class ServerCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofHours(6);

    private final ClusterPki pki;
    private final List<String> names;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Identity current;

    public ServerCertificate(ClusterPki pki, List<String> names) {
        this.pki = pki;
        this.names = List.copyOf(names);
        this.current = issue();
    }

    public Identity current() {
        return current;
    }

    /** From now on {@code use} gets each new certificate. */
    public void renewFor(Consumer<Identity> use) {
        Thread.ofVirtual().name("server-certificate").start(() -> watch(use));
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch(Consumer<Identity> use) {
        try {
            while (!closed.await(BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS)) look(use);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Consumer<Identity> use) {
        try {
            Identity found = issue();
            if (found.certificate().equals(current.certificate())) return;
            use.accept(found);
            current = found;
            LOG.info(
                    "the server certificate is new, valid to {}",
                    found.certificate().getNotAfter());
        } catch (RuntimeException failed) {
            LOG.error("the server certificate cannot be renewed; it is tried again", failed);
        }
    }

    private Identity issue() {
        return pki.serverCertificate("kube-apiserver", names);
    }
}
