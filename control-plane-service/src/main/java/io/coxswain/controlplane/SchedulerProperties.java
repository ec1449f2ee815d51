package io.coxswain.controlplane;

import io.coxswain.controlplane.scheduler.SchedulerSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the scheduler, {@code coxswain.control-plane.scheduler}.
 *
 * @param profiles one for each schedulerName; none is the default scheduler alone
 * @param percentageOfNodesToScore how many of the nodes are looked at for a Pod; 0 adapts to their number
 * @param parallelBindings how many Pods may be on their way from choice to binding at once
 */
public record SchedulerProperties(
        @DefaultValue List<Profile> profiles,
        @DefaultValue("0") int percentageOfNodesToScore,
        @DefaultValue("256") int parallelBindings) {
    /**
     * What one schedulerName does differently.
     *
     * @param disabled names of plug-ins that are left out
     * @param weights of score plug-ins, by name
     * @param addedAffinity a NodeAffinity in JSON that all Pods require beside their own
     * @param spreadByDefault whether Pods without topologySpreadConstraints are spread over hosts and zones
     */
    public record Profile(
            String schedulerName,
            @DefaultValue Set<String> disabled,
            @DefaultValue Map<String, Integer> weights,
            @DefaultValue("") String addedAffinity,
            @DefaultValue("true") boolean spreadByDefault) {}

    SchedulerSettings settings() {
        return new SchedulerSettings(
                profiles.stream()
                        .map(profile -> new SchedulerSettings.Profile(
                                profile.schedulerName,
                                profile.disabled,
                                profile.weights,
                                profile.addedAffinity,
                                profile.spreadByDefault))
                        .toList(),
                percentageOfNodesToScore,
                parallelBindings);
    }
}
