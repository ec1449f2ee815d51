package io.coxswain.model;

import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;

/** The kinds that run, scale and protect Pods: apps, autoscaling, batch and policy. Part of {@link Kinds}. */
sealed interface WorkloadKinds permits Kinds {
    Kind<ControllerRevision> CONTROLLER_REVISION =
            Kind.namespaced("apps", "v1", "ControllerRevision", "controllerrevisions", ControllerRevision.class);
    Kind<DaemonSet> DAEMON_SET = Kind.namespaced("apps", "v1", "DaemonSet", "daemonsets", DaemonSet.class)
            .withShortNames("ds")
            .inCategory("all")
            .withSubresources("status");
    Kind<Deployment> DEPLOYMENT = Kind.namespaced("apps", "v1", "Deployment", "deployments", Deployment.class)
            .withShortNames("deploy")
            .inCategory("all")
            .withSubresources("status", "scale");
    Kind<ReplicaSet> REPLICA_SET = Kind.namespaced("apps", "v1", "ReplicaSet", "replicasets", ReplicaSet.class)
            .withShortNames("rs")
            .inCategory("all")
            .withSubresources("status", "scale");
    Kind<StatefulSet> STATEFUL_SET = Kind.namespaced("apps", "v1", "StatefulSet", "statefulsets", StatefulSet.class)
            .withShortNames("sts")
            .inCategory("all")
            .withSubresources("status", "scale");
    Kind<HorizontalPodAutoscaler> HORIZONTAL_POD_AUTOSCALER = Kind.namespaced(
                    "autoscaling",
                    "v2",
                    "HorizontalPodAutoscaler",
                    "horizontalpodautoscalers",
                    HorizontalPodAutoscaler.class)
            .withShortNames("hpa")
            .inCategory("all")
            .withSubresources("status");
    Kind<io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler> HORIZONTAL_POD_AUTOSCALER_V1 =
            Kind.namespaced(
                            "autoscaling",
                            "v1",
                            "HorizontalPodAutoscaler",
                            "horizontalpodautoscalers",
                            io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler.class)
                    .withShortNames("hpa")
                    .inCategory("all")
                    .withSubresources("status")
                    .storedAs(HORIZONTAL_POD_AUTOSCALER);
    Kind<CronJob> CRON_JOB = Kind.namespaced("batch", "v1", "CronJob", "cronjobs", CronJob.class)
            .withShortNames("cj")
            .inCategory("all")
            .withSubresources("status");
    Kind<Job> JOB = Kind.namespaced("batch", "v1", "Job", "jobs", Job.class)
            .inCategory("all")
            .withSubresources("status");
    Kind<PodDisruptionBudget> POD_DISRUPTION_BUDGET = Kind.namespaced(
                    "policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", PodDisruptionBudget.class)
            .withShortNames("pdb")
            .withSubresources("status");

    List<Kind<?>> WORKLOADS = List.of(
            CONTROLLER_REVISION,
            DAEMON_SET,
            DEPLOYMENT,
            REPLICA_SET,
            STATEFUL_SET,
            HORIZONTAL_POD_AUTOSCALER,
            HORIZONTAL_POD_AUTOSCALER_V1,
            CRON_JOB,
            JOB,
            POD_DISRUPTION_BUDGET);
}
