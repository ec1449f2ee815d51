package io.coxswain.local.command;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bootstrap token, as the Secret that holds it.
 *
 * @param text what the machine shows
 */
record JoinToken(String text, ObjectNode secret) {
    static final String NAMESPACE = "kube-system";
    static final String PREFIX = "bootstrap-token-";

    private static final String TYPE = "bootstrap.kubernetes.io/token";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID = 6;
    private static final int SECRET = 16;

    /** A new one; {@code life} of zero is for ever. */
    static JoinToken make(RandomGenerator random, String group, String description, Duration life, Clock clock) {
        String id = letters(random, ID);
        String secret = letters(random, SECRET);
        ObjectNode object =
                Json.object().put("apiVersion", "v1").put("kind", "Secret").put("type", TYPE);
        object.putObject("metadata").put("name", PREFIX + id).put("namespace", NAMESPACE);
        ObjectNode data = object.putObject("stringData")
                .put("token-id", id)
                .put("token-secret", secret)
                .put("usage-bootstrap-authentication", "true")
                .put("usage-bootstrap-signing", "true")
                .put("auth-extra-groups", group);
        if (!description.isEmpty()) data.put("description", description);
        if (!life.isZero()) {
            data.put(
                    "expiration",
                    clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return new JoinToken(id + "." + secret, object);
    }

    /** A line for each token. */
    static List<String> list(Api api) {
        return api.list(Kinds.SECRET, ListOptions.in(NAMESPACE).withFields("type=" + TYPE)).items().stream()
                .map(secret -> String.format(
                        Locale.ROOT,
                        "%-8s %-22s %-48s %s",
                        text(secret, "token-id"),
                        text(secret, "expiration").isEmpty() ? "never" : text(secret, "expiration"),
                        text(secret, "auth-extra-groups"),
                        text(secret, "description")))
                .toList();
    }

    private static String text(JsonNode secret, String field) {
        byte[] value =
                Base64.getDecoder().decode(secret.path("data").path(field).asString(""));
        return new String(value, StandardCharsets.UTF_8);
    }

    private static String letters(RandomGenerator random, int number) {
        var text = new StringBuilder();
        for (int i = 0; i < number; i++) text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return text.toString();
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "JoinToken";
    }
}
