package io.coxswain.controlplane.controller;

import io.coxswain.controlplane.controller.node.NodeLifecycleSettings;
import tools.jackson.databind.node.ObjectNode;

/**
 * What controllers need to know of the cluster.
 *
 * @param clusterCidr the range that Pods get their addresses from
 * @param apiAddress where Pods reach the API: an address that every node answers at
 * @param apiPort of that address
 * @param apiService the Service of that address, to make again where it was deleted
 * @param authority the certificate of the cluster's authority, in PEM
 * @param nodeLifecycle what becomes of nodes that are not ready
 * @param terminatedPodThreshold how many Pods that have ended are kept; all where it is not positive
 */
public record ControllerSettings(
        String clusterCidr,
        String apiAddress,
        int apiPort,
        ObjectNode apiService,
        String authority,
        NodeLifecycleSettings nodeLifecycle,
        int terminatedPodThreshold) {}
