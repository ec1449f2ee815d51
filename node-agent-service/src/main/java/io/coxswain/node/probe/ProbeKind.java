package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import org.jspecify.annotations.Nullable;

/** The questions, in the words of the kubelet's events. */
public enum ProbeKind {
    STARTUP("Startup", false) {
        @Override
        @Nullable Probe of(Container container) {
            return container.getStartupProbe();
        }
    },
    LIVENESS("Liveness", true) {
        @Override
        @Nullable Probe of(Container container) {
            return container.getLivenessProbe();
        }
    },
    READINESS("Readiness", false) {
        @Override
        @Nullable Probe of(Container container) {
            return container.getReadinessProbe();
        }
    };

    private final String word;
    private final boolean initiallyWell;

    ProbeKind(String word, boolean initiallyWell) {
        this.word = word;
        this.initiallyWell = initiallyWell;
    }

    abstract @Nullable Probe of(Container container);

    String word() {
        return word;
    }

    /** What holds before the first answer. */
    boolean initiallyWell() {
        return initiallyWell;
    }
}
