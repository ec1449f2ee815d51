package io.coxswain.controlplane.table;

import io.coxswain.controlplane.conversion.Conversion;
import io.coxswain.controlplane.conversion.Conversions;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry of columns. A kind that is not here shows its name and age. */
public final class ColumnSets {
    private static final Columns DEFAULT = new DefaultColumns();
    private static final Map<Kind<?>, Columns> ALL = all();

    private ColumnSets() {}

    public static Columns of(Kind<?> kind) {
        return ALL.getOrDefault(kind, DEFAULT);
    }

    private static Map<Kind<?>, Columns> all() {
        var all = new LinkedHashMap<Kind<?>, Columns>();
        all.put(Kinds.CONFIG_MAP, new ConfigMapColumns());
        all.put(Kinds.EVENT, new EventColumns());
        all.put(Kinds.NAMESPACE, new NamespaceColumns());
        all.put(Kinds.NODE, new NodeColumns());
        all.put(Kinds.POD, new PodColumns());
        all.put(Kinds.SECRET, new SecretColumns());
        all.put(Kinds.SERVICE, new ServiceColumns());
        all.put(Kinds.DEPLOYMENT, new DeploymentColumns());
        all.put(Kinds.REPLICA_SET, new ReplicaSetColumns());
        all.put(Kinds.COMPONENT_STATUS, new ComponentStatusColumns());
        all.put(Kinds.LIMIT_RANGE, new LimitRangeColumns());
        all.put(Kinds.PERSISTENT_VOLUME, new PersistentVolumeColumns());
        all.put(Kinds.PERSISTENT_VOLUME_CLAIM, new PersistentVolumeClaimColumns());
        all.put(Kinds.POD_TEMPLATE, new PodTemplateColumns());
        all.put(Kinds.REPLICATION_CONTROLLER, new ReplicationControllerColumns());
        all.put(Kinds.RESOURCE_QUOTA, new ResourceQuotaColumns());
        all.put(Kinds.SERVICE_ACCOUNT, new ServiceAccountColumns());
        all.put(Kinds.STATEFUL_SET, new StatefulSetColumns());
        all.put(Kinds.DAEMON_SET, new DaemonSetColumns());
        all.put(Kinds.CONTROLLER_REVISION, new ControllerRevisionColumns());
        all.put(Kinds.JOB, new JobColumns());
        all.put(Kinds.CRON_JOB, new CronJobColumns());
        all.put(Kinds.HORIZONTAL_POD_AUTOSCALER, new HorizontalPodAutoscalerColumns());
        all.put(Kinds.POD_DISRUPTION_BUDGET, new PodDisruptionBudgetColumns());
        all.put(Kinds.LEASE, new LeaseColumns());
        all.put(Kinds.ENDPOINT_SLICE, new EndpointSliceColumns());
        all.put(Kinds.INGRESS, new IngressColumns());
        all.put(Kinds.INGRESS_CLASS, new IngressClassColumns());
        all.put(Kinds.ENDPOINTS, NetworkColumns.endpoints());
        all.put(Kinds.NETWORK_POLICY, NetworkColumns.policies());
        all.put(Kinds.IP_ADDRESS, NetworkColumns.addresses());
        all.put(Kinds.SERVICE_CIDR, NetworkColumns.ranges());
        all.put(Kinds.RESOURCE_CLAIM, NetworkColumns.claims());
        all.put(Kinds.RESOURCE_SLICE, NetworkColumns.slices());
        all.put(Kinds.ROLE, AccessColumns.roles());
        all.put(Kinds.CLUSTER_ROLE, AccessColumns.roles());
        all.put(Kinds.ROLE_BINDING, AccessColumns.bindings());
        all.put(Kinds.CLUSTER_ROLE_BINDING, AccessColumns.bindings());
        all.put(Kinds.CERTIFICATE_SIGNING_REQUEST, AccessColumns.certificateRequests());
        all.put(Kinds.STORAGE_CLASS, StorageColumns.storageClasses());
        all.put(Kinds.VOLUME_ATTRIBUTES_CLASS, StorageColumns.volumeAttributesClasses());
        all.put(Kinds.VOLUME_ATTACHMENT, StorageColumns.volumeAttachments());
        all.put(Kinds.CSI_DRIVER, StorageColumns.drivers());
        all.put(Kinds.CSI_NODE, StorageColumns.nodes());
        all.put(Kinds.CSI_STORAGE_CAPACITY, StorageColumns.capacities());
        all.put(Kinds.PRIORITY_CLASS, ClusterColumns.priorityClasses());
        all.put(Kinds.RUNTIME_CLASS, ClusterColumns.runtimeClasses());
        all.put(Kinds.FLOW_SCHEMA, ClusterColumns.flowSchemas());
        all.put(Kinds.PRIORITY_LEVEL_CONFIGURATION, ClusterColumns.priorityLevels());
        all.put(Kinds.API_SERVICE, ClusterColumns.apiServices());
        all.put(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, ClusterColumns.webhooks());
        all.put(Kinds.MUTATING_WEBHOOK_CONFIGURATION, ClusterColumns.webhooks());
        all.put(Kinds.VALIDATING_ADMISSION_POLICY, ClusterColumns.policies("Validations", "validations"));
        all.put(Kinds.MUTATING_ADMISSION_POLICY, ClusterColumns.policies("Mutations", "mutations"));
        all.put(Kinds.VALIDATING_ADMISSION_POLICY_BINDING, ClusterColumns.policyBindings());
        all.put(Kinds.MUTATING_ADMISSION_POLICY_BINDING, ClusterColumns.policyBindings());
        all.put(Kinds.CUSTOM_RESOURCE_DEFINITION, AccessColumns.definitions());
        all.put(Kinds.NODE_METRICS, new UsageColumns());
        all.put(Kinds.POD_METRICS, new UsageColumns());
        for (Conversion conversion : Conversions.ALL) {
            Columns stored = all.getOrDefault(conversion.kind().stored(), DEFAULT);
            all.put(conversion.kind(), new ViewColumns(conversion, stored));
        }
        return all;
    }
}
