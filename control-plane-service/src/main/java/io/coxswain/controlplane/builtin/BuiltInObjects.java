package io.coxswain.controlplane.builtin;

import io.coxswain.controlplane.fairness.BootstrapFlows;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.strategy.apiregistration.ApiServiceStrategy;
import io.coxswain.controlplane.strategy.scheduling.PriorityClassStrategy;
import io.coxswain.controlplane.strategy.storage.StorageClassStrategy;
import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects beyond namespaces and Services that every cluster has, where they are absent. */
public final class BuiltInObjects {
    private static final String RANGE_NAME = "kubernetes";

    private final ResourceService resources;
    private final AddressRange services;

    public BuiltInObjects(ResourceService resources, AddressRange services) {
        this.resources = resources;
        this.services = services;
    }

    public void run() {
        createAll(Kinds.PRIORITY_CLASS, PriorityClassStrategy.system());
        createAll(Kinds.PRIORITY_LEVEL_CONFIGURATION, BootstrapFlows.levels());
        createAll(Kinds.FLOW_SCHEMA, BootstrapFlows.schemas());
        createAll(Kinds.API_SERVICE, ApiServiceStrategy.local(Kinds.ALL));
        createAll(Kinds.SERVICE_CIDR, List.of(range()));
        createAll(Kinds.STORAGE_CLASS, List.of(StorageClassStrategy.standard()));
        markReady();
    }

    private ObjectNode range() {
        ObjectNode range = Json.object();
        range.putObject("metadata")
                .put("name", RANGE_NAME)
                .putArray("finalizers")
                .add("networking.k8s.io/service-cidr-finalizer");
        range.putObject("spec").putArray("cidrs").add(services.toString());
        return range;
    }

    private void markReady() {
        resources.change(
                Kinds.SERVICE_CIDR,
                ObjectKey.cluster(RANGE_NAME),
                "status",
                range -> {
                    if (!range.path("status").path("conditions").isEmpty()) return range;
                    range.withObject("/status")
                            .putArray("conditions")
                            .addObject()
                            .put("type", "Ready")
                            .put("status", "True")
                            .put(
                                    "lastTransitionTime",
                                    range.path("metadata")
                                            .path("creationTimestamp")
                                            .asString(""))
                            .put("reason", "")
                            .put("message", "Kubernetes Service CIDR is ready");
                    return range;
                },
                WriteOptions.of(User.apiServer()));
    }

    private void createAll(Kind<?> kind, List<ObjectNode> objects) {
        for (ObjectNode object : objects) {
            try {
                resources.create(kind, null, object, WriteOptions.of(User.apiServer()));
            } catch (ApiException failure) {
                if (!failure.is(Reason.AlreadyExists)) throw failure;
            }
        }
    }
}
