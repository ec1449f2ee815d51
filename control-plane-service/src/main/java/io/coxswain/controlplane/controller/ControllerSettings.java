package io.coxswain.controlplane.controller;

/**
 * What controllers need to know of the cluster.
 *
 * @param clusterCidr the range that Pods get their addresses from
 */
public record ControllerSettings(String clusterCidr) {}
