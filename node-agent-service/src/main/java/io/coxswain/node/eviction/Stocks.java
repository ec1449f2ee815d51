package io.coxswain.node.eviction;

import java.io.IOException;

/** Measures what a node has. */
@FunctionalInterface
public interface Stocks {
    Stock of(Signal signal) throws IOException;
}
