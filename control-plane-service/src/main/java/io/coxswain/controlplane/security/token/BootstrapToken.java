package io.coxswain.controlplane.security.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the Secret of a bootstrap token. */
public final class BootstrapToken {
    public static final String NAMESPACE = "kube-system";
    public static final String TYPE = "bootstrap.kubernetes.io/token";

    private BootstrapToken() {}

    static String secretName(String id) {
        return "bootstrap-token-" + id;
    }

    /** When the token ends; an end that cannot be read has passed. Empty where it has none. */
    public static Optional<Instant> end(JsonNode secret) {
        String text = text(secret, "expiration");
        if (text.isEmpty()) return Optional.empty();
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException malformed) {
            return Optional.of(Instant.EPOCH);
        }
    }

    /**
     * Whether this is the Secret of a token that is good for a use.
     *
     * @param use {@code authentication} or {@code signing}
     */
    public static boolean isFor(JsonNode secret, String use, Instant now) {
        String id = text(secret, "token-id");
        return secret.path("type").asString("").equals(TYPE)
                && secret.path("metadata").path("name").asString("").equals(secretName(id))
                && secret.path("metadata").path("deletionTimestamp").isMissingNode()
                && !text(secret, "token-secret").isEmpty()
                && text(secret, "usage-bootstrap-" + use).equals("true")
                && !isExpired(secret, now);
    }

    private static boolean isExpired(JsonNode secret, Instant now) {
        return end(secret).filter(end -> !now.isBefore(end)).isPresent();
    }

    /** A value of the Secret's data; empty where it is absent or no base64. */
    public static String text(JsonNode secret, String field) {
        try {
            byte[] value =
                    Base64.getDecoder().decode(secret.path("data").path(field).asString(""));
            return new String(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
