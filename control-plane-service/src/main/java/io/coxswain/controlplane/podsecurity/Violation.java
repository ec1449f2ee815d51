package io.coxswain.controlplane.podsecurity;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a Pod does against a requirement, in Kubernetes' words.
 *
 * @param reason short, such as {@code host namespaces}
 * @param detail may be empty
 */
public record Violation(String reason, String detail) {
    static Optional<Violation> of(String reason, String detail) {
        return Optional.of(new Violation(reason, detail));
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? reason : reason + " (" + detail + ")";
    }

    /** {@code "a", "b"}. */
    static String quoted(Collection<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
    }

    /** {@code container "a"} or {@code containers "a", "b"}. */
    static String containers(Collection<String> names) {
        return plural("container", names.size()) + " " + quoted(names);
    }

    static String plural(String singular, int number) {
        return number == 1 ? singular : singular + "s";
    }
}
