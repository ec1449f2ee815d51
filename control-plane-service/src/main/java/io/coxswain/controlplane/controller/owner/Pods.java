package io.coxswain.controlplane.controller.owner;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the state of a Pod means to those who count on it. */
public final class Pods {
    private Pods() {}

    /** Neither ended nor about to. */
    public static boolean isActive(Pod pod) {
        return !hasEnded(pod) && !isTerminating(pod);
    }

    public static boolean hasEnded(Pod pod) {
        String phase = phase(pod);
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public static boolean isTerminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    public static boolean isReady(Pod pod) {
        return ready(pod)
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }

    /** Ready for at least {@code minReadySeconds}. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (!isReady(pod)) return false;
        if (minReadySeconds == 0) return true;
        Optional<Instant> since = readySince(pod);
        return since.isPresent()
                && !since.get().plus(Duration.ofSeconds(minReadySeconds)).isAfter(now);
    }

    public static Optional<Instant> readySince(Pod pod) {
        return ready(pod).map(PodCondition::getLastTransitionTime).map(Instant::parse);
    }

    /** How long until the next of these Pods has been ready for long enough. */
    public static Duration nextAvailable(List<Pod> pods, int minReadySeconds, Instant now) {
        return pods.stream()
                .filter(Pods::isReady)
                .flatMap(pod -> readySince(pod).stream())
                .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ofSeconds(1))
                .plusMillis(1);
    }

    public static String phase(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
    }

    public static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }

    /** Empty for a Pod without a node. */
    public static String node(Pod pod) {
        return pod.getSpec() == null
                ? ""
                : Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    private static Optional<PodCondition> ready(Pod pod) {
        if (pod.getStatus() == null) return Optional.empty();
        return Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of()).stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst();
    }
}
