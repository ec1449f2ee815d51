package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.client.Api;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** Writes the binding of a Pod to its node. */
public final class DefaultBinder implements Plugin.Bind {
    private final Api api;

    public DefaultBinder(Api api) {
        this.api = api;
    }

    @Override
    public String name() {
        return "DefaultBinder";
    }

    @Override
    public Verdict bind(Cycle cycle, String node) {
        PodInfo pod = cycle.pod();
        ObjectNode binding = Json.object().put("kind", "Binding").put("apiVersion", "v1");
        binding.putObject("metadata")
                .put("namespace", pod.key().namespace())
                .put("name", pod.key().name())
                .put("uid", pod.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        try {
            api.createSubresource(Kinds.POD, pod.key(), "binding", binding);
            return Verdict.ok();
        } catch (ApiException refused) {
            return new Verdict.Fault(String.valueOf(refused.getMessage()));
        }
    }
}
