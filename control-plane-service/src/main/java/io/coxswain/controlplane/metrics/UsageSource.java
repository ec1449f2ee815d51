package io.coxswain.controlplane.metrics;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Asks the agent of a node for its summary of processor and memory; may take as long as the agent wants. */
public interface UsageSource {
    ObjectNode summary(String node) throws IOException, InterruptedException;
}
