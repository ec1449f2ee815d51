package io.coxswain.node.network;

/** The IPv4 address of a Pod, and the interface in the node's namespace that leads to it. */
public record PodAddress(String address, String nodeInterface) {}
