package io.coxswain.client;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page of a list: its objects, the resourceVersion that a watch may start from, and the token of the next page or "".
 */
public record ObjectList(List<ObjectNode> items, String resourceVersion, String continueToken) {
    public ObjectList {
        items = List.copyOf(items);
    }
}
