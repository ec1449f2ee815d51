package io.coxswain.controlplane.scheduler;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How Pods are scheduled.
 *
 * @param profiles one for each schedulerName, at least one
 * @param percentageOfNodesToScore of the nodes, how many are looked at for a Pod; 0 adapts to their number
 * @param parallelBindings how many Pods may be on their way from choice to binding at once
 */
public record SchedulerSettings(List<Profile> profiles, int percentageOfNodesToScore, int parallelBindings) {
    public static final String DEFAULT_NAME = "default-scheduler";

    /**
     * What one schedulerName does differently.
     *
     * @param disabled names of plug-ins that are left out
     * @param weights of score plug-ins, by name
     * @param addedAffinity a NodeAffinity in JSON that all Pods require beside their own, or empty
     * @param spreadByDefault whether Pods without topologySpreadConstraints are spread over hosts and zones
     */
    public record Profile(
            String schedulerName,
            Set<String> disabled,
            Map<String, Integer> weights,
            String addedAffinity,
            boolean spreadByDefault) {
        public Profile {
            disabled = Set.copyOf(disabled);
            weights = Map.copyOf(weights);
        }

        public static Profile of(String schedulerName) {
            return new Profile(schedulerName, Set.of(), Map.of(), "", true);
        }
    }

    public SchedulerSettings {
        profiles = profiles.isEmpty() ? List.of(Profile.of(DEFAULT_NAME)) : List.copyOf(profiles);
        if (percentageOfNodesToScore < 0 || percentageOfNodesToScore > 100) {
            throw new IllegalArgumentException("percentageOfNodesToScore is not between 0 and 100");
        }
    }

    public static SchedulerSettings defaults() {
        return new SchedulerSettings(List.of(), 0, 256);
    }
}
