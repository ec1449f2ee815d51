package io.coxswain.client;

import tools.jackson.databind.node.ObjectNode;

/** One change of one object. A bookmark carries only the resourceVersion up to which the stream is complete. */
public record WatchEvent(Type type, ObjectNode object) {
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK
    }
}
