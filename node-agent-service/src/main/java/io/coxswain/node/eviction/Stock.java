package io.coxswain.node.eviction;

/** How much there is of something, and how much of that is free. */
public record Stock(long available, long capacity) {}
