package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.controlplane.controller.owner.Scales;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What an autoscaler asks of the cluster besides the objects that it watches. */
public interface AutoscalingSource extends Scales {
    /** The PodMetrics of a namespace. */
    List<ObjectNode> usage(String namespace);
}
