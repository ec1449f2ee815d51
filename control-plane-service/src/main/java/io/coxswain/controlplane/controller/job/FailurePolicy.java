package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the failure of a Pod means to its Job, by the first rule of the Pod failure policy that matches. */
final class FailurePolicy {
    /** What a rule says; {@code message} is why the Job fails. */
    record Match(String action, String message) {}

    private FailurePolicy() {}

    static Optional<Match> match(Job job, Pod pod) {
        var policy = job.getSpec().getPodFailurePolicy();
        if (policy == null || !Pods.phase(pod).equals("Failed")) return Optional.empty();
        int at = 0;
        for (PodFailurePolicyRule rule : policy.getRules()) {
            Optional<String> why =
                    rule.getOnExitCodes() == null ? condition(rule, pod) : exitCode(rule.getOnExitCodes(), pod);
            if (why.isPresent()) {
                return Optional.of(new Match(
                        rule.getAction(), why.get() + " matching " + rule.getAction() + " rule at index " + at));
            }
            at++;
        }
        return Optional.empty();
    }

    /** Whether the failure counts against the back-off limit. */
    static boolean counts(Job job, Pod pod) {
        return match(job, pod).filter(match -> match.action().equals("Ignore")).isEmpty();
    }

    static boolean failsIndex(Job job, Pod pod) {
        return match(job, pod)
                .filter(match -> match.action().equals("FailIndex"))
                .isPresent();
    }

    private static Optional<String> exitCode(PodFailurePolicyOnExitCodesRequirement rule, Pod pod) {
        if (pod.getStatus() == null) return Optional.empty();
        boolean in = "In".equals(rule.getOperator());
        return Stream.concat(
                        statuses(pod.getStatus().getContainerStatuses()).stream(),
                        statuses(pod.getStatus().getInitContainerStatuses()).stream())
                .filter(status -> rule.getContainerName() == null
                        || rule.getContainerName().equals(status.getName()))
                .filter(status -> status.getState() != null && status.getState().getTerminated() != null)
                .filter(status -> {
                    int code = status.getState().getTerminated().getExitCode();
                    return code != 0 && rule.getValues().contains(code) == in;
                })
                .map(status -> "Container " + status.getName() + " for pod " + ObjectKey.of(pod)
                        + " failed with exit code "
                        + status.getState().getTerminated().getExitCode())
                .findFirst();
    }

    private static Optional<String> condition(PodFailurePolicyRule rule, Pod pod) {
        if (pod.getStatus() == null || pod.getStatus().getConditions() == null) return Optional.empty();
        return rule.getOnPodConditions().stream()
                .filter(pattern -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(pattern.getType())
                                && condition
                                        .getStatus()
                                        .equals(Objects.requireNonNullElse(pattern.getStatus(), "True"))))
                .map(pattern -> "Pod " + ObjectKey.of(pod) + " has condition " + pattern.getType())
                .findFirst();
    }

    private static List<ContainerStatus> statuses(List<ContainerStatus> statuses) {
        return Objects.requireNonNullElse(statuses, List.of());
    }
}
