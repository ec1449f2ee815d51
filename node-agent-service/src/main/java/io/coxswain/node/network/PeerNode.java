package io.coxswain.node.network;

/** Another node: its Pods' range and the address on the underlay that leads there. */
public record PeerNode(String name, String podRange, String address) {}
