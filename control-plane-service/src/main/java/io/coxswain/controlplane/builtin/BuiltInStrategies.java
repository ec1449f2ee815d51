package io.coxswain.controlplane.builtin;

import io.coxswain.controlplane.strategy.NodePorts;
import io.coxswain.controlplane.strategy.ServiceAddresses;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.controlplane.strategy.admissionregistration.AdmissionPolicyBindingStrategy;
import io.coxswain.controlplane.strategy.admissionregistration.AdmissionPolicyStrategy;
import io.coxswain.controlplane.strategy.admissionregistration.WebhookConfigurationStrategy;
import io.coxswain.controlplane.strategy.apiregistration.ApiServiceStrategy;
import io.coxswain.controlplane.strategy.certificates.CertificateRequestStrategy;
import io.coxswain.controlplane.strategy.flowcontrol.FlowSchemaStrategy;
import io.coxswain.controlplane.strategy.flowcontrol.PriorityLevelStrategy;
import io.coxswain.controlplane.strategy.networking.IngressClassStrategy;
import io.coxswain.controlplane.strategy.networking.IngressStrategy;
import io.coxswain.controlplane.strategy.networking.IpAddressStrategy;
import io.coxswain.controlplane.strategy.networking.NetworkPolicyStrategy;
import io.coxswain.controlplane.strategy.networking.ServiceCidrStrategy;
import io.coxswain.controlplane.strategy.node.RuntimeClassStrategy;
import io.coxswain.controlplane.strategy.rbac.RoleBindingStrategy;
import io.coxswain.controlplane.strategy.rbac.RoleStrategy;
import io.coxswain.controlplane.strategy.resource.DeviceClassStrategy;
import io.coxswain.controlplane.strategy.resource.ResourceClaimStrategy;
import io.coxswain.controlplane.strategy.resource.ResourceClaimTemplateStrategy;
import io.coxswain.controlplane.strategy.resource.ResourceSliceStrategy;
import io.coxswain.controlplane.strategy.scheduling.PriorityClassStrategy;
import io.coxswain.controlplane.strategy.storage.CsiDriverStrategy;
import io.coxswain.controlplane.strategy.storage.CsiNodeStrategy;
import io.coxswain.controlplane.strategy.storage.CsiStorageCapacityStrategy;
import io.coxswain.controlplane.strategy.storage.StorageClassStrategy;
import io.coxswain.controlplane.strategy.storage.VolumeAttachmentStrategy;
import io.coxswain.controlplane.strategy.storage.VolumeAttributesClassStrategy;
import io.coxswain.model.Kinds;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The registry of the strategies of all built-in kinds; a kind without one has no rules of its own. */
public final class BuiltInStrategies {
    private BuiltInStrategies() {}

    /** Addresses and node ports of Services come from the given ones. */
    public static Strategies all(ServiceAddresses serviceAddresses, NodePorts nodePorts, Clock clock) {
        return new Strategies(
                Stream.concat(Strategies.standard(serviceAddresses, nodePorts).all().stream(), groups(clock).stream())
                        .toList());
    }

    private static List<Strategy> groups(Clock clock) {
        return List.of(
                new WebhookConfigurationStrategy(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, false),
                new WebhookConfigurationStrategy(Kinds.MUTATING_WEBHOOK_CONFIGURATION, true),
                new AdmissionPolicyStrategy(Kinds.VALIDATING_ADMISSION_POLICY, false),
                new AdmissionPolicyStrategy(Kinds.MUTATING_ADMISSION_POLICY, true),
                new AdmissionPolicyBindingStrategy(Kinds.VALIDATING_ADMISSION_POLICY_BINDING, false),
                new AdmissionPolicyBindingStrategy(Kinds.MUTATING_ADMISSION_POLICY_BINDING, true),
                new ApiServiceStrategy(clock),
                new CertificateRequestStrategy(clock),
                new FlowSchemaStrategy(),
                new PriorityLevelStrategy(),
                new IngressStrategy(),
                new IngressClassStrategy(),
                new IpAddressStrategy(),
                new NetworkPolicyStrategy(),
                new ServiceCidrStrategy(),
                new RuntimeClassStrategy(),
                new RoleStrategy(Kinds.ROLE),
                new RoleStrategy(Kinds.CLUSTER_ROLE),
                new RoleBindingStrategy(Kinds.ROLE_BINDING),
                new RoleBindingStrategy(Kinds.CLUSTER_ROLE_BINDING),
                new DeviceClassStrategy(),
                new ResourceClaimStrategy(),
                new ResourceClaimTemplateStrategy(),
                new ResourceSliceStrategy(),
                new PriorityClassStrategy(),
                new CsiDriverStrategy(),
                new CsiNodeStrategy(),
                new CsiStorageCapacityStrategy(),
                new StorageClassStrategy(),
                new VolumeAttachmentStrategy(),
                new VolumeAttributesClassStrategy());
    }
}
