package io.coxswain.model;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.ComponentStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;

/** The kinds of the core group. Part of {@link Kinds}. */
sealed interface CoreKinds permits Kinds {
    Kind<Binding> BINDING =
            Kind.namespaced("", "v1", "Binding", "bindings", Binding.class).withVerbs("create");
    Kind<ComponentStatus> COMPONENT_STATUS = Kind.cluster(
                    "", "v1", "ComponentStatus", "componentstatuses", ComponentStatus.class)
            .withShortNames("cs")
            .withVerbs("get", "list");
    Kind<ConfigMap> CONFIG_MAP = Kind.namespaced("", "v1", "ConfigMap", "configmaps", ConfigMap.class)
            .withShortNames("cm");
    Kind<Endpoints> ENDPOINTS =
            Kind.namespaced("", "v1", "Endpoints", "endpoints", Endpoints.class).withShortNames("ep");
    Kind<Event> EVENT =
            Kind.namespaced("", "v1", "Event", "events", Event.class).withShortNames("ev");
    Kind<LimitRange> LIMIT_RANGE = Kind.namespaced("", "v1", "LimitRange", "limitranges", LimitRange.class)
            .withShortNames("limits");
    Kind<Namespace> NAMESPACE = Kind.cluster("", "v1", "Namespace", "namespaces", Namespace.class)
            .withShortNames("ns")
            .withSubresources("status", "finalize")
            .withVerbs("create", "delete", "get", "list", "patch", "update", "watch");
    Kind<Node> NODE = Kind.cluster("", "v1", "Node", "nodes", Node.class)
            .withShortNames("no")
            .withSubresources("status", "proxy");
    Kind<PersistentVolumeClaim> PERSISTENT_VOLUME_CLAIM = Kind.namespaced(
                    "", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", PersistentVolumeClaim.class)
            .withShortNames("pvc")
            .withSubresources("status");
    Kind<PersistentVolume> PERSISTENT_VOLUME = Kind.cluster(
                    "", "v1", "PersistentVolume", "persistentvolumes", PersistentVolume.class)
            .withShortNames("pv")
            .withSubresources("status");
    Kind<Pod> POD = Kind.namespaced("", "v1", "Pod", "pods", Pod.class)
            .withShortNames("po")
            .inCategory("all")
            .withSubresources(
                    "status",
                    "binding",
                    "eviction",
                    "ephemeralcontainers",
                    "resize",
                    "log",
                    "exec",
                    "attach",
                    "portforward",
                    "proxy");
    Kind<PodTemplate> POD_TEMPLATE = Kind.namespaced("", "v1", "PodTemplate", "podtemplates", PodTemplate.class);
    Kind<ReplicationController> REPLICATION_CONTROLLER = Kind.namespaced(
                    "", "v1", "ReplicationController", "replicationcontrollers", ReplicationController.class)
            .withShortNames("rc")
            .inCategory("all")
            .withSubresources("status", "scale");
    Kind<ResourceQuota> RESOURCE_QUOTA = Kind.namespaced(
                    "", "v1", "ResourceQuota", "resourcequotas", ResourceQuota.class)
            .withShortNames("quota")
            .withSubresources("status");
    Kind<Secret> SECRET = Kind.namespaced("", "v1", "Secret", "secrets", Secret.class);
    Kind<ServiceAccount> SERVICE_ACCOUNT = Kind.namespaced(
                    "", "v1", "ServiceAccount", "serviceaccounts", ServiceAccount.class)
            .withShortNames("sa")
            .withSubresources("token");
    Kind<Service> SERVICE = Kind.namespaced("", "v1", "Service", "services", Service.class)
            .withShortNames("svc")
            .inCategory("all")
            .withSubresources("status", "proxy");

    List<Kind<?>> CORE = List.of(
            BINDING,
            COMPONENT_STATUS,
            CONFIG_MAP,
            ENDPOINTS,
            EVENT,
            LIMIT_RANGE,
            NAMESPACE,
            NODE,
            PERSISTENT_VOLUME_CLAIM,
            PERSISTENT_VOLUME,
            POD,
            POD_TEMPLATE,
            REPLICATION_CONTROLLER,
            RESOURCE_QUOTA,
            SECRET,
            SERVICE_ACCOUNT,
            SERVICE);
}
