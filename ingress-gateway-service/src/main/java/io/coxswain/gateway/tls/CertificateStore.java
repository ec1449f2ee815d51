package io.coxswain.gateway.tls;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of now, by host: its own, then the wildcard above it, then the gateway's own. A handshake sees what
 * is here at that moment. A context is made at the first handshake that needs it, never on an event loop.
 */
public final class CertificateStore {
    private static final Logger log = LoggerFactory.getLogger(CertificateStore.class);
    private static final int MAX_CLIENT_HELLO = 16 * 1024;
    private static final int HANDSHAKE_TIMEOUT_MILLIS = 5_000;

    private static final class Entry {
        private final TlsSecret secret;
        private @Nullable CompletableFuture<SslContext> context;

        Entry(TlsSecret secret) {
            this.secret = secret;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Entry byDefault;
    private volatile Map<String, Entry> byHost = Map.of();

    public CertificateStore(TlsSecret byDefault) {
        this.byDefault = new Entry(byDefault);
    }

    /** Takes the certificates of now; a Secret that has not changed keeps its context. */
    public void replace(Map<String, TlsSecret> certificates) {
        Map<String, Entry> known = new HashMap<>();
        byHost.values().forEach(entry -> known.put(entry.secret.version(), entry));
        Map<String, Entry> next = new HashMap<>();
        certificates.forEach(
                (host, secret) -> next.put(host, known.computeIfAbsent(secret.version(), any -> new Entry(secret))));
        byHost = Map.copyOf(next);
    }

    /** The handler that a TLS connection begins with. */
    public ChannelHandler handler() {
        return new SniHandler(this::find, MAX_CLIENT_HELLO, HANDSHAKE_TIMEOUT_MILLIS);
    }

    private Future<SslContext> find(@Nullable String name, Promise<SslContext> promise) {
        var _ = context(entry(name)).whenComplete((context, fault) -> {
            if (context != null) promise.trySuccess(context);
            else promise.tryFailure(fault);
        });
        return promise;
    }

    private Entry entry(@Nullable String name) {
        if (name == null) return byDefault;
        Map<String, Entry> now = byHost;
        String host = name.toLowerCase(Locale.ROOT);
        Entry exact = now.get(host);
        if (exact != null) return exact;
        int dot = host.indexOf('.');
        Entry wildcard = dot < 0 ? null : now.get("*" + host.substring(dot));
        return wildcard != null ? wildcard : byDefault;
    }

    private CompletableFuture<SslContext> context(Entry entry) {
        lock.lock();
        try {
            CompletableFuture<SslContext> present = entry.context;
            if (present != null) return present;
            var fresh = new CompletableFuture<SslContext>();
            entry.context = fresh;
            Thread.ofVirtual().name("tls context").start(() -> make(entry, fresh));
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private void make(Entry entry, CompletableFuture<SslContext> fresh) {
        try {
            fresh.complete(SslContextBuilder.forServer(entry.secret.key(), entry.secret.chain())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build());
        } catch (SSLException | RuntimeException fault) {
            log.warn("The certificate {} cannot be used, the default one is shown", entry.secret.version(), fault);
            if (entry == byDefault) fresh.completeExceptionally(fault);
            else shareDefault(fresh);
        }
    }

    private void shareDefault(CompletableFuture<SslContext> fresh) {
        var _ = context(byDefault).whenComplete((context, fault) -> {
            if (context != null) fresh.complete(context);
            else fresh.completeExceptionally(fault);
        });
    }
}
