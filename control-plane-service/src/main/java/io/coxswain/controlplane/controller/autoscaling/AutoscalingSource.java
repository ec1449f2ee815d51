package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What an autoscaler asks of the cluster besides the objects that it watches. */
public interface AutoscalingSource {
    /** The Scale of a workload of whatever kind; throws {@code NotFound} where it has none. */
    ObjectNode scale(Kind<?> kind, ObjectKey workload);

    /** The PodMetrics of a namespace. */
    List<ObjectNode> usage(String namespace);
}
