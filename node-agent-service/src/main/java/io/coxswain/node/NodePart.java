package io.coxswain.node;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that runs on a node once the node has its network. */
record NodePart(Action onStart, Action onClose) {
    private static final Logger log = LoggerFactory.getLogger(NodePart.class);

    /** A step that may fail. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    void start() throws Exception {
        onStart.run();
    }

    /** A part that cannot be closed does not keep the others from it. */
    void close() {
        try {
            onClose.run();
        } catch (Exception failure) {
            log.warn("A part of the node did not close: {}", failure.getMessage());
        }
    }
}
