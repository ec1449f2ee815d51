package io.coxswain.controlplane.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Whether the server lives and is ready, in the words that probes of an API server know. */
public final class Health {
    private static final Set<String> ENDPOINTS = Set.of("healthz", "livez", "readyz");

    private final Map<String, BooleanSupplier> checks;
    private final Set<String> onlyReadiness;

    /**
     * Runs the checks in their order.
     *
     * @param onlyReadiness names of checks that say nothing about being alive
     */
    public Health(Map<String, BooleanSupplier> checks, Set<String> onlyReadiness) {
        this.checks = new LinkedHashMap<>(checks);
        this.onlyReadiness = Set.copyOf(onlyReadiness);
    }

    record Answer(boolean good, String text) {}

    /** The answer to a path such as {@code /readyz} or {@code /livez/ping}; empty where it names no check. */
    Optional<Answer> answer(String path, boolean verbose) {
        String[] parts = path.substring(1).split("/", -1);
        if (!ENDPOINTS.contains(parts[0]) || parts.length > 2) return Optional.empty();
        if (parts.length == 2) {
            BooleanSupplier check = checks.get(parts[1]);
            if (check == null) return Optional.empty();
            boolean good = check.getAsBoolean();
            return Optional.of(new Answer(good, good ? "ok" : "internal server error: " + parts[1] + " failed\n"));
        }
        StringBuilder text = new StringBuilder();
        boolean good = true;
        for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
            if (!parts[0].equals("readyz") && onlyReadiness.contains(check.getKey())) continue;
            boolean passes = check.getValue().getAsBoolean();
            good &= passes;
            text.append(passes ? "[+]" : "[-]").append(check.getKey()).append(passes ? " ok\n" : " failed\n");
        }
        text.append(parts[0]).append(" check ").append(good ? "passed\n" : "failed\n");
        return Optional.of(new Answer(good, good && !verbose ? "ok" : text.toString()));
    }
}
