package io.coxswain.model;

import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.List;

/** The kinds that coordinate the cluster: leases, events, priorities, runtimes. Part of {@link Kinds}. */
sealed interface ClusterKinds permits Kinds {
    Kind<Lease> LEASE = Kind.namespaced("coordination.k8s.io", "v1", "Lease", "leases", Lease.class);
    Kind<Event> EVENT_V1 = Kind.namespaced("events.k8s.io", "v1", "Event", "events", Event.class)
            .withShortNames("ev")
            .storedAs(CoreKinds.EVENT);
    Kind<FlowSchema> FLOW_SCHEMA = Kind.cluster(
                    "flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas", FlowSchema.class)
            .withSubresources("status");
    Kind<PriorityLevelConfiguration> PRIORITY_LEVEL_CONFIGURATION = Kind.cluster(
                    "flowcontrol.apiserver.k8s.io",
                    "v1",
                    "PriorityLevelConfiguration",
                    "prioritylevelconfigurations",
                    PriorityLevelConfiguration.class)
            .withSubresources("status");
    Kind<RuntimeClass> RUNTIME_CLASS =
            Kind.cluster("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", RuntimeClass.class);
    Kind<PriorityClass> PRIORITY_CLASS = Kind.cluster(
                    "scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", PriorityClass.class)
            .withShortNames("pc");

    /** What nodes use now; answered, not stored. */
    Kind<PartialObjectMetadata> NODE_METRICS = Kind.cluster(
                    "metrics.k8s.io", "v1beta1", "NodeMetrics", "nodes", PartialObjectMetadata.class)
            .withVerbs("get", "list");
    /** What Pods use now; answered, not stored. */
    Kind<PartialObjectMetadata> POD_METRICS = Kind.namespaced(
                    "metrics.k8s.io", "v1beta1", "PodMetrics", "pods", PartialObjectMetadata.class)
            .withVerbs("get", "list");

    List<Kind<?>> CLUSTER = List.of(
            LEASE,
            EVENT_V1,
            FLOW_SCHEMA,
            PRIORITY_LEVEL_CONFIGURATION,
            RUNTIME_CLASS,
            PRIORITY_CLASS,
            NODE_METRICS,
            POD_METRICS);
}
