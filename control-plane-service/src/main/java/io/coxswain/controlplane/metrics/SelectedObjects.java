package io.coxswain.controlplane.metrics;

import io.coxswain.controlplane.resource.ListRequest;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Selection;
import io.coxswain.model.Kind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The Pods or nodes that a request for their metrics selects: by the labels and fields that they have themselves. */
record SelectedObjects(ResourceService resources) {
    List<ObjectNode> list(Kind<?> kind, String namespace, String labelSelector, String fieldSelector) {
        Selection selection = Selection.parse(resources.strategy(kind), namespace, labelSelector, fieldSelector);
        return resources.list(kind, ListRequest.newest(selection)).items().stream()
                .map(object -> object.body().tree(object.revision()))
                .toList();
    }
}
