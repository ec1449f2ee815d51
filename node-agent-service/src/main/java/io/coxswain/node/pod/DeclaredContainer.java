package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A container that a Pod's spec declares, and the part that it plays in the Pod's life.
 *
 * @param target the container whose processes an ephemeral one shares, or empty
 */
record DeclaredContainer(Container spec, Role role, String target) {
    /** When a container runs: before the others, beside them from early on, as the Pod's purpose, or for a look. */
    enum Role {
        INIT("initContainers", "initContainerStatuses"),
        SIDECAR("initContainers", "initContainerStatuses"),
        MAIN("containers", "containerStatuses"),
        EPHEMERAL("ephemeralContainers", "ephemeralContainerStatuses");

        private final String list;
        private final String statuses;

        Role(String list, String statuses) {
            this.list = list;
            this.statuses = statuses;
        }

        /** The field of the Pod's status that tells of it. */
        String statuses() {
            return statuses;
        }
    }

    /** All containers in the order in which they are declared, those that run before the others first. */
    static List<DeclaredContainer> all(Pod pod) {
        var all = new ArrayList<DeclaredContainer>();
        for (Container init : pod.getSpec().getInitContainers()) {
            boolean sidecar = "Always".equals(init.getRestartPolicy());
            all.add(new DeclaredContainer(init, sidecar ? Role.SIDECAR : Role.INIT, ""));
        }
        pod.getSpec().getContainers().forEach(main -> all.add(new DeclaredContainer(main, Role.MAIN, "")));
        for (EphemeralContainer ephemeral : pod.getSpec().getEphemeralContainers()) {
            all.add(new DeclaredContainer(
                    Json.view(Json.tree(ephemeral), Container.class),
                    Role.EPHEMERAL,
                    Objects.requireNonNullElse(ephemeral.getTargetContainerName(), "")));
        }
        return all;
    }

    static List<DeclaredContainer> of(Pod pod, Set<Role> roles) {
        return all(pod).stream()
                .filter(container -> roles.contains(container.role()))
                .toList();
    }

    static Optional<DeclaredContainer> find(Pod pod, String name) {
        return all(pod).stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    String name() {
        return spec.getName();
    }

    /** What an event about this container is about. */
    Subject subject(Pod pod) {
        return Subject.of(Kinds.POD, pod).at("spec." + role.list + "{" + name() + "}");
    }

    /** Whether it runs again after it has ended with {@code exitCode}. */
    boolean restarts(Pod pod, int exitCode) {
        for (ContainerRestartRule rule :
                Objects.requireNonNullElse(spec.getRestartPolicyRules(), List.<ContainerRestartRule>of())) {
            var codes = rule.getExitCodes();
            if (codes == null || !"Restart".equals(rule.getAction())) continue;
            boolean listed = codes.getValues().contains(exitCode);
            if (listed == "In".equals(codes.getOperator())) return true;
        }
        return RestartDecision.restarts(policy(pod), exitCode);
    }

    /** Whether it may run again at all once it has been lost. */
    boolean isRunOnce(Pod pod) {
        return policy(pod).equals("Never")
                && Objects.requireNonNullElse(spec.getRestartPolicyRules(), List.of())
                        .isEmpty();
    }

    private String policy(Pod pod) {
        String shared = podPolicy(pod);
        String own = spec.getRestartPolicy();
        return switch (role) {
            case SIDECAR -> "Always";
            case EPHEMERAL -> "Never";
            case MAIN -> own == null ? shared : own;
            // One that failed is run again unless nothing of the Pod ever is.
            case INIT -> own != null ? own : shared.equals("Never") ? "Never" : "OnFailure";
        };
    }

    static String podPolicy(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always");
    }
}
