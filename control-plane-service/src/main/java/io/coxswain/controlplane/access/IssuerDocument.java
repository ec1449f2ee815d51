package io.coxswain.controlplane.access;

import io.coxswain.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the cluster tells as an OpenID Connect issuer, so that others can check the tokens of its ServiceAccounts. */
public final class IssuerDocument {
    public static final String PATH = "/.well-known/openid-configuration";
    public static final String KEYS_PATH = "/openid/v1/jwks";

    private IssuerDocument() {}

    public static ObjectNode of(String issuer, String algorithm) {
        ObjectNode document =
                Json.object().put("issuer", issuer).put("jwks_uri", issuer.replaceAll("/+$", "") + KEYS_PATH);
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add(algorithm);
        return document;
    }
}
