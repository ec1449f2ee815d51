package io.coxswain.node.linux;

/** A network interface: {@code master} is the bridge it is a port of, {@code peer} the index at a veth's other end. */
public record Link(int index, String name, boolean up, int mtu, int master, int peer) {}
