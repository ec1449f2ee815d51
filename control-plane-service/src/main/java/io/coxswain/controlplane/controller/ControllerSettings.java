package io.coxswain.controlplane.controller;

/**
 * What controllers need to know of the cluster.
 *
 * @param clusterCidr the range that Pods get their addresses from
 * @param apiAddress where Pods reach the API: an address that every node answers at
 * @param apiPort of that address
 * @param authority the certificate of the cluster's authority, in PEM
 */
public record ControllerSettings(String clusterCidr, String apiAddress, int apiPort, String authority) {}
