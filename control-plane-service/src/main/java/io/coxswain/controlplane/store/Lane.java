package io.coxswain.controlplane.store;

/** The order in which waiting units are taken into a batch. Only {@code EVENTS} are shed early. */
public enum Lane {
    LEASES,
    OBJECTS,
    EVENTS
}
