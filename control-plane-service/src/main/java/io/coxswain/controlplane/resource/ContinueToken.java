package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the next page of a list starts.
 *
 * @param revision the state that all pages show; -1 to go on in the newest one, although that is inconsistent
 */
record ContinueToken(long revision, String namespace, String name) {
    static final long INCONSISTENT = -1;

    static ContinueToken after(long revision, StoreKey last) {
        return new ContinueToken(revision, last.namespace(), last.name());
    }

    static ContinueToken parse(String token) {
        try {
            ObjectNode json = Json.parseObject(Base64.getUrlDecoder().decode(token));
            if (!json.path("rv").isIntegralNumber() || !json.path("name").isString()) throw malformed();
            return new ContinueToken(
                    json.path("rv").longValue(),
                    json.path("ns").asString(""),
                    json.path("name").stringValue());
        } catch (IllegalArgumentException | JacksonException notOurs) {
            throw malformed();
        }
    }

    ContinueToken inconsistent() {
        return new ContinueToken(INCONSISTENT, namespace, name);
    }

    StoreKey key(String resource) {
        return new StoreKey(resource, namespace, name);
    }

    @Override
    public String toString() {
        String json = Json.object()
                .put("v", "meta.k8s.io/v1")
                .put("rv", revision)
                .put("ns", namespace)
                .put("name", name)
                .toString();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiException malformed() {
        return ApiException.badRequest(
                "invalid continue token: continue key is not valid: illegal base64 data or unknown form");
    }
}
