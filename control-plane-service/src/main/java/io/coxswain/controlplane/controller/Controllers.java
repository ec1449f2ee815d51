package io.coxswain.controlplane.controller;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.cronjob.CronJobReconciler;
import io.coxswain.controlplane.controller.daemonset.DaemonSetReconciler;
import io.coxswain.controlplane.controller.deployment.DeploymentReconciler;
import io.coxswain.controlplane.controller.disruption.DisruptionReconciler;
import io.coxswain.controlplane.controller.endpoints.ApiEndpoints;
import io.coxswain.controlplane.controller.endpoints.EndpointsMirror;
import io.coxswain.controlplane.controller.endpoints.EndpointsReconciler;
import io.coxswain.controlplane.controller.endpointslice.EndpointSliceReconciler;
import io.coxswain.controlplane.controller.garbage.GarbageCollector;
import io.coxswain.controlplane.controller.job.FinishedJobReconciler;
import io.coxswain.controlplane.controller.job.JobReconciler;
import io.coxswain.controlplane.controller.job.LeftPodReconciler;
import io.coxswain.controlplane.controller.namespace.NamespaceReconciler;
import io.coxswain.controlplane.controller.node.NodeIpamReconciler;
import io.coxswain.controlplane.controller.node.NodeLifecycleReconciler;
import io.coxswain.controlplane.controller.node.NodeRanges;
import io.coxswain.controlplane.controller.node.NodeTtlReconciler;
import io.coxswain.controlplane.controller.owner.Scales;
import io.coxswain.controlplane.controller.pod.PodGarbageReconciler;
import io.coxswain.controlplane.controller.pod.TaintEvictionReconciler;
import io.coxswain.controlplane.controller.quota.ResourceQuotaReconciler;
import io.coxswain.controlplane.controller.replicaset.ReplicaSetReconciler;
import io.coxswain.controlplane.controller.serviceaccount.DefaultAccountReconciler;
import io.coxswain.controlplane.controller.serviceaccount.RootAuthorityReconciler;
import io.coxswain.controlplane.controller.statefulset.StatefulSetReconciler;
import io.coxswain.controlplane.controller.storage.ClaimBinder;
import io.coxswain.controlplane.controller.storage.ClaimExpansion;
import io.coxswain.controlplane.controller.storage.EphemeralClaims;
import io.coxswain.controlplane.controller.storage.LocalPathProvisioner;
import io.coxswain.controlplane.controller.storage.LocalPathRemoval;
import io.coxswain.controlplane.controller.storage.VolumeBinder;
import io.coxswain.controlplane.controller.volume.ClaimProtectionReconciler;
import io.coxswain.controlplane.controller.volume.VolumeProtectionReconciler;
import io.coxswain.controlplane.customresource.InstancesReconciler;
import io.coxswain.controlplane.customresource.NamesReconciler;
import io.coxswain.controlplane.customresource.RegistrationReconciler;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.ControllerLoop.Settings;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** The registry of controllers: a controller costs one line in {@link #all}. */
public final class Controllers {
    private final Api api;
    private final Informers informers;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<EventRecorder> recorders = new java.util.ArrayList<>();

    private Controllers(Api api, Informers informers, Clock clock, MeterRegistry meters) {
        this.api = api;
        this.informers = informers;
        this.clock = clock;
        this.meters = meters;
    }

    /** All controllers, not yet started. */
    public static ControllerRuntime all(
            Api api,
            Informers informers,
            KindCatalog kinds,
            Scales scales,
            Clock clock,
            MeterRegistry meters,
            ControllerSettings settings) {
        var make = new Controllers(api, informers, clock, meters);
        List<Controller> controllers = List.of(
                make.loop("node_ipam", 1, make.nodeIpam(settings)),
                make.loop("node_lifecycle", 8, make.nodeLifecycle(settings)),
                make.loop(
                        "deployment",
                        8,
                        new DeploymentReconciler(api, informers, make.events("deployment-controller"), clock)),
                make.loop(
                        "replicaset",
                        8,
                        ReplicaSetReconciler.ofReplicaSets(
                                api, informers, make.events("replicaset-controller"), clock)),
                make.loop(
                        "replicationcontroller",
                        8,
                        ReplicaSetReconciler.ofReplicationControllers(
                                api, informers, make.events("replication-controller"), clock)),
                make.loop(
                        "disruption",
                        4,
                        new DisruptionReconciler(
                                api, informers, kinds, scales, make.events("controllermanager"), clock)),
                make.loop("job", 8, new JobReconciler(api, informers, make.events("job-controller"), clock)),
                make.loop("job_orphan_pods", 4, new LeftPodReconciler(api, informers)),
                make.loop("ttl_after_finished", 2, new FinishedJobReconciler(api, clock)),
                make.loop(
                        "cronjob", 4, new CronJobReconciler(api, informers, make.events("cronjob-controller"), clock)),
                make.loop(
                        "daemonset",
                        4,
                        new DaemonSetReconciler(api, informers, make.events("daemonset-controller"), clock)),
                make.loop(
                        "statefulset",
                        8,
                        new StatefulSetReconciler(api, informers, make.events("statefulset-controller"), clock)),
                make.loop("endpoint_slice", 8, new EndpointSliceReconciler(api, informers)),
                make.loop("endpoint", 8, new EndpointsReconciler(api, informers)),
                make.loop("endpoint_slice_mirroring", 4, new EndpointsMirror(api, informers)),
                make.loop(
                        "kubernetes_service",
                        1,
                        new ApiEndpoints(api, settings.apiAddress(), settings.apiPort(), settings.apiService())),
                make.loop("serviceaccount", 4, new DefaultAccountReconciler(api, informers)),
                make.loop(
                        "root_ca_cert_publisher", 4, new RootAuthorityReconciler(api, informers, settings.authority())),
                make.loop("resource_quota", 4, new ResourceQuotaReconciler(api, informers, kinds, clock)),
                make.loop("ttlcontroller", 1, new NodeTtlReconciler(api, informers)),
                make.loop("pvcprotection", 2, new ClaimProtectionReconciler(api, informers)),
                make.loop("pvprotection", 2, new VolumeProtectionReconciler(api)),
                make.loop(
                        "persistentvolumeclaim_binder",
                        4,
                        new ClaimBinder(api, informers, make.events("persistentvolume-controller"))),
                make.loop(
                        "persistentvolume_binder",
                        4,
                        new VolumeBinder(api, informers, make.events("persistentvolume-controller"))),
                make.loop(
                        "local_path_provisioner",
                        4,
                        new LocalPathProvisioner(api, informers, make.events(LocalPath.PROVISIONER))),
                make.loop("local_path_removal", 2, new LocalPathRemoval(api, informers)),
                make.loop("expand", 2, new ClaimExpansion(api, informers, make.events("volume_expand"))),
                make.loop("ephemeral_volume", 2, new EphemeralClaims(api, informers, make.events("ephemeral_volume"))),
                make.loop(
                        "crd_naming",
                        1,
                        new NamesReconciler(api, informers.of(Kinds.CUSTOM_RESOURCE_DEFINITION), clock)),
                make.loop(
                        "autoregister",
                        1,
                        new RegistrationReconciler(api, informers.of(Kinds.CUSTOM_RESOURCE_DEFINITION))),
                make.loop("crd_finalizer", 4, new InstancesReconciler(api, clock)),
                make.loop("namespace", 8, new NamespaceReconciler(api, kinds, clock)),
                make.loop(
                        "pod_garbage",
                        4,
                        new PodGarbageReconciler(api, informers, settings.terminatedPodThreshold(), clock)),
                make.loop(
                        "taint_eviction",
                        4,
                        new TaintEvictionReconciler(api, informers, make.events("taint-eviction-controller"), clock)),
                new GarbageCollector(api, informers, kinds, make.events("garbage-collector-controller"), meters));
        return new ControllerRuntime(controllers, make.recorders);
    }

    private Reconciler<?> nodeIpam(ControllerSettings settings) {
        return new NodeIpamReconciler(api, informers, events("cidrAllocator"), new NodeRanges(settings.clusterCidr()));
    }

    private Reconciler<?> nodeLifecycle(ControllerSettings settings) {
        return new NodeLifecycleReconciler(api, informers, events("node-controller"), settings.nodeLifecycle(), clock);
    }

    private <T extends HasMetadata> Controller loop(String name, int parallelPasses, Reconciler<T> reconciler) {
        return new ControllerLoop<>(
                reconciler, informers, Settings.of(name).withParallelPasses(parallelPasses), meters);
    }

    private EventRecorder events(String component) {
        var recorder = new EventRecorder(api, component, null, clock);
        recorders.add(recorder);
        return recorder;
    }
}
