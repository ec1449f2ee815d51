package io.coxswain.reconcile;

/** Something that drives the cluster toward what users asked for, from its start until it is closed. */
public interface Controller extends AutoCloseable {
    /** Called once; returns at once. */
    void start();

    /** Returns when nothing of it runs any more. */
    @Override
    void close();
}
