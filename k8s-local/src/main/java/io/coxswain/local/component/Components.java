package io.coxswain.local.component;

import java.util.List;

/** All parts of a cluster in the order of their start; those of one stage start at the same time. */
public final class Components {
    public static final List<List<Component>> STAGES = List.of(
            List.of(new Database()),
            List.of(new ControlPlane()),
            // They need the API and nothing of each other.
            List.of(new NodeAgents(), new SimulatedNodeHost(), new Gateway()));

    private Components() {}
}
