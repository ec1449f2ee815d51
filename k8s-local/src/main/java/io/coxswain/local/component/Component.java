package io.coxswain.local.component;

/** A part of the cluster that the server process runs. */
public interface Component {
    /** As the user reads it among the steps of a start. */
    String name();

    Running start(Environment environment) throws Exception;

    /** A started part; closing it leaves what it manages outside of this process as it is. */
    @FunctionalInterface
    interface Running {
        void close() throws Exception;
    }
}
