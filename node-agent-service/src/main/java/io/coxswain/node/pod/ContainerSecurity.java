package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.ImageSnapshot;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** As whom a container runs: its own word, else the Pod's, else the image's. */
final class ContainerSecurity {
    private ContainerSecurity() {}

    static ContainerSpec.Security of(Pod pod, Container container, ImageSnapshot image) {
        var own = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
        var shared = Objects.requireNonNullElseGet(pod.getSpec().getSecurityContext(), PodSecurityContext::new);
        Long user = own.getRunAsUser() == null ? shared.getRunAsUser() : own.getRunAsUser();
        Long group = own.getRunAsGroup() == null ? shared.getRunAsGroup() : own.getRunAsGroup();
        Boolean notRoot = own.getRunAsNonRoot() == null ? shared.getRunAsNonRoot() : own.getRunAsNonRoot();
        if (Boolean.TRUE.equals(notRoot)) refuseRoot(user, image);
        var capabilities = Objects.requireNonNullElseGet(own.getCapabilities(), Capabilities::new);
        return new ContainerSpec.Security(
                userAndGroup(user, group, image),
                groups(shared),
                Boolean.TRUE.equals(own.getPrivileged()),
                Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
                isUnconfined(own.getSeccompProfile() == null ? shared.getSeccompProfile() : own.getSeccompProfile()),
                Objects.requireNonNullElse(capabilities.getAdd(), List.of()),
                Objects.requireNonNullElse(capabilities.getDrop(), List.of()));
    }

    /** The engine's own profile is what {@code RuntimeDefault} means. */
    private static boolean isUnconfined(@Nullable SeccompProfile profile) {
        return profile != null && "Unconfined".equals(profile.getType());
    }

    private static String userAndGroup(@Nullable Long user, @Nullable Long group, ImageSnapshot image) {
        if (user == null && group == null) return "";
        String imageUser = image.user().isEmpty() ? "0" : image.user().split(":", -1)[0];
        String name = user == null ? imageUser : user.toString();
        return group == null ? name : name + ":" + group;
    }

    private static List<String> groups(PodSecurityContext shared) {
        var groups = new ArrayList<String>();
        if (shared.getSupplementalGroups() != null) {
            shared.getSupplementalGroups().forEach(group -> groups.add(group.toString()));
        }
        if (shared.getFsGroup() != null) groups.add(shared.getFsGroup().toString());
        return groups;
    }

    private static void refuseRoot(@Nullable Long user, ImageSnapshot image) {
        if (user != null) {
            if (user == 0) throw new ConfigError("container's runAsUser breaks non-root policy");
            return;
        }
        String name = image.user().split(":", -1)[0];
        if (name.isEmpty() || name.equals("0") || name.equals("root")) {
            throw new ConfigError("container has runAsNonRoot and image will run as root");
        }
        if (!name.chars().allMatch(Character::isDigit)) {
            throw new ConfigError("container has runAsNonRoot and image has non-numeric user (" + name
                    + "), cannot verify user is non-root");
        }
    }
}
