package io.coxswain.controlplane.scheduler;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.plugin.DefaultBinder;
import io.coxswain.controlplane.scheduler.plugin.DefaultPreemption;
import io.coxswain.controlplane.scheduler.plugin.Evictions;
import io.coxswain.controlplane.scheduler.plugin.ImageLocality;
import io.coxswain.controlplane.scheduler.plugin.InterPodAffinity;
import io.coxswain.controlplane.scheduler.plugin.NamespaceLabels;
import io.coxswain.controlplane.scheduler.plugin.NodeAffinity;
import io.coxswain.controlplane.scheduler.plugin.NodeName;
import io.coxswain.controlplane.scheduler.plugin.NodePorts;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesBalancedAllocation;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesFit;
import io.coxswain.controlplane.scheduler.plugin.NodeUnschedulable;
import io.coxswain.controlplane.scheduler.plugin.NodeVolumeLimits;
import io.coxswain.controlplane.scheduler.plugin.PodOwners;
import io.coxswain.controlplane.scheduler.plugin.PodTopologySpread;
import io.coxswain.controlplane.scheduler.plugin.PrioritySort;
import io.coxswain.controlplane.scheduler.plugin.SchedulingGates;
import io.coxswain.controlplane.scheduler.plugin.TaintToleration;
import io.coxswain.controlplane.scheduler.plugin.VolumeBinding;
import io.coxswain.controlplane.scheduler.plugin.VolumeBindings;
import io.coxswain.controlplane.scheduler.plugin.VolumeRestrictions;
import io.coxswain.controlplane.scheduler.plugin.VolumeZone;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.NodeMatcher;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The registry of the scheduler's plug-ins, in Kubernetes' order and with its weights. The first filter that refuses a
 * node tells why: the cheap and most common reasons come first.
 */
final class SchedulerPlugins {
    private SchedulerPlugins() {}

    static List<Plugin> of(
            SchedulerSettings.Profile profile, Api api, Informers informers, EventRecorder events, Clock clock) {
        var owners = new PodOwners(
                informers.of(Kinds.SERVICE),
                informers.of(Kinds.REPLICATION_CONTROLLER),
                informers.of(Kinds.REPLICA_SET),
                informers.of(Kinds.STATEFUL_SET));
        Informer<PersistentVolumeClaim> claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIM);
        return List.of(
                new PrioritySort(),
                new SchedulingGates(),
                new NodeUnschedulable(),
                new NodeName(),
                new TaintToleration(),
                new NodeAffinity(addedAffinity(profile)),
                new NodePorts(),
                new NodeResourcesFit(),
                new VolumeRestrictions(claims),
                new NodeVolumeLimits(
                        claims,
                        informers.of(Kinds.PERSISTENT_VOLUME),
                        informers.of(Kinds.STORAGE_CLASS),
                        informers.of(Kinds.CSI_NODE)),
                new VolumeBinding(
                        claims,
                        informers.of(Kinds.PERSISTENT_VOLUME),
                        informers.of(Kinds.STORAGE_CLASS),
                        new VolumeBindings(api, claims)),
                new VolumeZone(claims, informers.of(Kinds.PERSISTENT_VOLUME)),
                new PodTopologySpread(profile.spreadByDefault(), owners::alike),
                new InterPodAffinity(new NamespaceLabels(informers.of(Kinds.NAMESPACE))),
                new DefaultPreemption(informers.of(Kinds.POD_DISRUPTION_BUDGET), new Evictions(api, events, clock)),
                new NodeResourcesBalancedAllocation(),
                new ImageLocality(),
                new DefaultBinder(api));
    }

    static Profile profile(SchedulerSettings.Profile settings, List<Plugin> plugins) {
        var unknown = new HashSet<>(settings.disabled());
        unknown.addAll(settings.weights().keySet());
        plugins.forEach(plugin -> unknown.remove(plugin.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "scheduler profile " + settings.schedulerName() + " names unknown plug-ins: " + unknown);
        }
        List<Plugin> enabled = plugins.stream()
                .filter(plugin -> !settings.disabled().contains(plugin.name()))
                .toList();
        return new Profile(settings.schedulerName(), enabled, settings.weights());
    }

    private static NodeMatcher addedAffinity(SchedulerSettings.Profile profile) {
        if (profile.addedAffinity().isEmpty()) return NodeMatcher.EVERYTHING;
        JsonNode required =
                Json.parseObject(profile.addedAffinity()).path("requiredDuringSchedulingIgnoredDuringExecution");
        if (!required.isObject()) {
            throw new IllegalArgumentException("addedAffinity of scheduler profile " + profile.schedulerName()
                    + " needs requiredDuringSchedulingIgnoredDuringExecution");
        }
        return NodeMatcher.of(Json.view(required, NodeSelector.class));
    }
}
