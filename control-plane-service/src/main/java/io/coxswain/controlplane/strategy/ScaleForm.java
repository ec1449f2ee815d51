package io.coxswain.controlplane.strategy;

import tools.jackson.databind.node.ObjectNode;

/** Where a kind keeps what a Scale shows, if that is not where workloads have it. */
public interface ScaleForm {
    int specReplicas(ObjectNode object);

    int statusReplicas(ObjectNode object);

    /** In the form of a query parameter; empty where there is none. */
    String selector(ObjectNode object);

    void setReplicas(ObjectNode object, int replicas);
}
