package io.coxswain.controlplane.controller;

import tools.jackson.databind.node.ObjectNode;

/**
 * What controllers need to know of the cluster.
 *
 * @param clusterCidr the range that Pods get their addresses from
 * @param apiAddress where Pods reach the API: an address that every node answers at
 * @param apiPort of that address
 * @param apiService the Service of that address, to make again where it was deleted
 * @param authority the certificate of the cluster's authority, in PEM
 */
public record ControllerSettings(
        String clusterCidr, String apiAddress, int apiPort, ObjectNode apiService, String authority) {}
