package io.coxswain.controlplane.scheduler.plugin;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;

/**
 * What is to be done with the delayed claims of a Pod if it comes to one node.
 *
 * @param take volumes that are there, by the name of the claim
 * @param provision claims for which a volume is to be made
 */
record VolumePlan(Map<String, Take> take, List<PersistentVolumeClaim> provision) {
    static final VolumePlan NOTHING = new VolumePlan(Map.of(), List.of());

    record Take(PersistentVolumeClaim claim, PersistentVolume volume) {}

    boolean isNothing() {
        return take.isEmpty() && provision.isEmpty();
    }
}
