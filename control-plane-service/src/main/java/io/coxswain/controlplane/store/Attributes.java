package io.coxswain.controlplane.store;

import java.util.Map;

/** What selectors look at: labels, and the fields that field selectors may name, such as {@code spec.nodeName}. */
public record Attributes(Map<String, String> labels, Map<String, String> fields) {
    public static final Attributes NONE = new Attributes(Map.of(), Map.of());

    public Attributes {
        labels = Map.copyOf(labels);
        fields = Map.copyOf(fields);
    }
}
