package io.coxswain.controlplane.podsecurity;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A level as a version of Kubernetes had it.
 *
 * @param minor {@link #LATEST} for the newest
 */
public record Standard(Level level, int minor) {
    public static final int LATEST = Integer.MAX_VALUE;

    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]|[1-9][0-9]{1,8})");

    /** The minor version that a label names; empty where it is wrong. */
    static Optional<Integer> version(String text) {
        if (text.equals("latest")) return Optional.of(LATEST);
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** What a Pod, or a template of one, does against this standard. */
    public List<Violation> violations(JsonNode metadata, JsonNode spec) {
        if (level == Level.PRIVILEGED || !(spec instanceof ObjectNode)) return List.of();
        var pod = new CheckedPod(metadata, spec, minor);
        return Checks.ALL.stream()
                .filter(check -> check.isAskedForBy(level, minor))
                .map(check -> check.rule().check(pod))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether something may be against this that was not against the other. */
    public boolean isStricterThan(Standard other) {
        if (level == Level.PRIVILEGED || equals(other)) return false;
        return minor != other.minor || level.compareTo(other.level) > 0;
    }

    @Override
    public String toString() {
        return level + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
