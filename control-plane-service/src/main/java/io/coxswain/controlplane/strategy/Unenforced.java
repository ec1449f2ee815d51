package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The table of kinds that are stored and served but that nothing acts on yet; who creates one is told so. */
public final class Unenforced {
    private static final Map<Kind<?>, String> SENTENCES = sentences();

    private Unenforced() {}

    /** What to tell the client that creates an object of this kind. */
    public static Optional<String> sentence(Kind<?> kind) {
        return Optional.ofNullable(SENTENCES.get(kind.stored()));
    }

    private static Map<Kind<?>, String> sentences() {
        var table = new LinkedHashMap<Kind<?>, String>();
        table.put(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, "webhooks are stored but not called by this server");
        table.put(Kinds.MUTATING_WEBHOOK_CONFIGURATION, "webhooks are stored but not called by this server");
        table.put(Kinds.VALIDATING_ADMISSION_POLICY, "admission policies are stored but not evaluated by this server");
        table.put(
                Kinds.VALIDATING_ADMISSION_POLICY_BINDING,
                "admission policies are stored but not evaluated by this server");
        table.put(Kinds.MUTATING_ADMISSION_POLICY, "admission policies are stored but not evaluated by this server");
        table.put(
                Kinds.MUTATING_ADMISSION_POLICY_BINDING,
                "admission policies are stored but not evaluated by this server");
        table.put(Kinds.NETWORK_POLICY, "NetworkPolicies are stored but not enforced by this cluster's nodes");
        table.put(Kinds.SERVICE_CIDR, "further ServiceCIDRs are stored, but addresses come from the first range only");
        table.put(Kinds.DEVICE_CLASS, "devices are not allocated by this cluster");
        table.put(Kinds.RESOURCE_CLAIM, "devices are not allocated by this cluster");
        table.put(Kinds.RESOURCE_CLAIM_TEMPLATE, "devices are not allocated by this cluster");
        table.put(Kinds.RESOURCE_SLICE, "devices are not allocated by this cluster");
        table.put(Kinds.CSI_DRIVER, "CSI drivers are not called by this cluster's nodes");
        table.put(Kinds.CSI_NODE, "CSI drivers are not called by this cluster's nodes");
        table.put(Kinds.CSI_STORAGE_CAPACITY, "storage capacity is not considered by this cluster's scheduler");
        table.put(Kinds.VOLUME_ATTACHMENT, "volumes are not attached by this cluster");
        table.put(Kinds.VOLUME_ATTRIBUTES_CLASS, "volumes are not modified by this cluster");
        return table;
    }
}
