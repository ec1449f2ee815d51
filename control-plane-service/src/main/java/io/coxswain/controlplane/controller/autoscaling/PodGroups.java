package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Pods of a workload by what their figures are worth.
 *
 * @param counted those whose figures count
 * @param unready those that do not do their work yet
 * @param missing those that should have a figure and have none
 */
record PodGroups(List<Pod> counted, List<Pod> unready, List<Pod> missing) {
    private static final Duration INITIALIZATION = Duration.ofMinutes(5);
    private static final Duration INITIAL_READINESS = Duration.ofSeconds(30);

    PodGroups {
        counted = List.copyOf(counted);
        unready = List.copyOf(unready);
        missing = List.copyOf(missing);
    }

    /** Those that go or have failed are in no group. */
    static PodGroups of(List<Pod> pods, PodValues values, String resource, Instant now) {
        var counted = new ArrayList<Pod>();
        var unready = new ArrayList<Pod>();
        var missing = new ArrayList<Pod>();
        for (Pod pod : pods) {
            String phase = Pods.phase(pod);
            if (Pods.isTerminating(pod) || phase.equals("Failed")) continue;
            if (phase.equals("Pending")) unready.add(pod);
            else if (!values.milli().containsKey(pod.getMetadata().getName())) missing.add(pod);
            else if (resource.equals("cpu") && startsUp(pod, values, now)) unready.add(pod);
            else counted.add(pod);
        }
        return new PodGroups(counted, unready, missing);
    }

    /** A program that starts uses the processor for things that it will not do later. */
    private static boolean startsUp(Pod pod, PodValues values, Instant now) {
        Optional<PodCondition> ready = pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
        String start = pod.getStatus().getStartTime();
        if (ready.isEmpty() || start == null) return true;
        boolean isFalse = ready.get().getStatus().equals("False");
        String transition = ready.get().getLastTransitionTime();
        Instant since = transition == null ? Instant.EPOCH : Instant.parse(transition);
        Instant started = Instant.parse(start);
        if (started.plus(INITIALIZATION).isAfter(now)) {
            return isFalse || values.at().isBefore(since.plus(values.window()));
        }
        return isFalse && started.plus(INITIAL_READINESS).isAfter(since);
    }
}
