package io.coxswain.controlplane.controller.owner;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/** The Scales of workloads of whatever kind. */
public interface Scales {
    /** Throws {@code NotFound} where the workload is not there or its kind has none. */
    ObjectNode scale(Kind<?> kind, ObjectKey workload);
}
