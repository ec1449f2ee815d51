package io.coxswain.node.volume;

import io.coxswain.client.Api;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens of the Pods of this node, each bound to its Pod. A token is replaced when four fifths of its life, or a
 * day, have passed; while a new one cannot be had, the old one serves until it expires.
 */
public final class ServiceAccountTokens {
    private static final Logger log = LoggerFactory.getLogger(ServiceAccountTokens.class);
    private static final long DEFAULT_SECONDS = 3600;
    private static final Duration OLDEST = Duration.ofHours(24);

    private record Wanted(String podUid, String account, String audience, long seconds) {}

    private record Token(String text, Instant issued, Instant expires) {
        boolean isDue(Instant now) {
            Duration life = Duration.between(issued, expires);
            return now.isAfter(expires.minus(life.dividedBy(5))) || now.isAfter(issued.plus(OLDEST));
        }
    }

    private final Api api;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Wanted, Token> tokens = new HashMap<>();

    public ServiceAccountTokens(Api api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** A token that is good now. Throws {@link VolumeNotReady} where none is to be had. */
    String token(Pod pod, ServiceAccountTokenProjection source) {
        var wanted = new Wanted(
                pod.getMetadata().getUid(),
                Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default"),
                Objects.requireNonNullElse(source.getAudience(), ""),
                Objects.requireNonNullElse(source.getExpirationSeconds(), DEFAULT_SECONDS));
        Instant now = clock.instant();
        Token known = known(wanted);
        if (known != null && !known.isDue(now)) return known.text();
        try {
            Token fresh = request(pod, wanted, now);
            keep(wanted, fresh);
            return fresh.text();
        } catch (ApiException refused) {
            if (known != null && now.isBefore(known.expires())) {
                log.warn(
                        "The token of Pod {}/{} cannot be renewed yet: {}",
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        refused.getMessage());
                return known.text();
            }
            throw new VolumeNotReady("failed to fetch token: " + refused.getMessage(), refused);
        }
    }

    private Token request(Pod pod, Wanted wanted, Instant now) {
        ObjectNode request =
                Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = request.putObject("spec").put("expirationSeconds", wanted.seconds());
        if (!wanted.audience().isEmpty()) spec.putArray("audiences").add(wanted.audience());
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", pod.getMetadata().getName())
                .put("uid", wanted.podUid());
        var account = new ObjectKey(pod.getMetadata().getNamespace(), wanted.account());
        var status = api.createSubresource(Kinds.SERVICE_ACCOUNT, account, "token", request)
                .path("status");
        return new Token(
                status.path("token").asString(""),
                now,
                Instant.parse(status.path("expirationTimestamp")
                        .asString(now.plusSeconds(wanted.seconds()).toString())));
    }

    private @Nullable Token known(Wanted wanted) {
        lock.lock();
        try {
            return tokens.get(wanted);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Wanted wanted, Token token) {
        lock.lock();
        try {
            tokens.put(wanted, token);
        } finally {
            lock.unlock();
        }
    }

    /** The Pod is gone. */
    void forget(String podUid) {
        lock.lock();
        try {
            tokens.keySet().removeIf(wanted -> wanted.podUid().equals(podUid));
        } finally {
            lock.unlock();
        }
    }
}
