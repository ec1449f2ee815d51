package io.coxswain.node.pod;

import io.coxswain.node.probe.Probers;
import io.coxswain.node.volume.VolumeTypes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names what a Pod asks for and this agent cannot give, so that nothing is ignored in silence. */
final class SupportedPod {
    private final VolumeTypes volumes;
    private final Probers probers;
    private final List<String> unsupported = new ArrayList<>();

    private SupportedPod(VolumeTypes volumes, Probers probers) {
        this.volumes = volumes;
        this.probers = probers;
    }

    /** The fields, by path; empty when all is supported. */
    static List<String> unsupported(Pod pod, VolumeTypes volumes, Probers probers) {
        var check = new SupportedPod(volumes, probers);
        check.pod(pod.getSpec());
        return List.copyOf(check.unsupported);
    }

    private void pod(PodSpec spec) {
        boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        refuse(Boolean.TRUE.equals(spec.getHostIPC()), "spec.hostIPC");
        refuse(Boolean.FALSE.equals(spec.getHostUsers()), "spec.hostUsers");
        refuse(Boolean.TRUE.equals(spec.getSetHostnameAsFQDN()), "spec.setHostnameAsFQDN");
        refuse(spec.getRuntimeClassName() != null, "spec.runtimeClassName");
        refuse(spec.getResources() != null, "spec.resources");
        refuse(present(spec.getEphemeralContainers()), "spec.ephemeralContainers");
        refuse(present(spec.getImagePullSecrets()), "spec.imagePullSecrets");
        refuse(present(spec.getResourceClaims()), "spec.resourceClaims");
        refuse(spec.getActiveDeadlineSeconds() != null, "spec.activeDeadlineSeconds");
        PodSecurityContext security = spec.getSecurityContext();
        if (security != null) {
            refuse(present(security.getSysctls()), "spec.securityContext.sysctls");
            refuse(security.getSeLinuxOptions() != null, "spec.securityContext.seLinuxOptions");
            refuse(security.getWindowsOptions() != null, "spec.securityContext.windowsOptions");
            profile(
                    security.getSeccompProfile() == null
                            ? null
                            : security.getSeccompProfile().getType(),
                    "spec.securityContext.seccompProfile");
        }
        for (Volume volume : spec.getVolumes()) {
            refuse(volumes.of(volume).isEmpty(), "the type of spec.volumes[" + volume.getName() + "]");
        }
        for (Container container : spec.getInitContainers()) {
            String path = "spec.initContainers[" + container.getName() + "]";
            refuse(container.getRestartPolicy() != null, path + ".restartPolicy");
            container(container, hostNetwork, path);
        }
        for (Container container : spec.getContainers()) {
            container(container, hostNetwork, "spec.containers[" + container.getName() + "]");
        }
    }

    private void container(Container container, boolean hostNetwork, String path) {
        refuse(container.getLifecycle() != null, path + ".lifecycle");
        refuse(present(container.getVolumeDevices()), path + ".volumeDevices");
        for (VolumeMount mount : container.getVolumeMounts()) {
            refuse(filled(mount.getSubPath()), path + ".volumeMounts[" + mount.getName() + "].subPath");
            refuse(filled(mount.getSubPathExpr()), path + ".volumeMounts[" + mount.getName() + "].subPathExpr");
        }
        for (ContainerPort port : container.getPorts()) {
            Integer hostPort = port.getHostPort();
            // With hostNetwork a port that the container opens is the node's already.
            boolean sameOnNode = hostNetwork && port.getContainerPort().equals(hostPort);
            refuse(hostPort != null && hostPort != 0 && !sameOnNode, path + ".ports.hostPort");
        }
        Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .forEach(probe -> probe(probe, path));
        SecurityContext security = container.getSecurityContext();
        if (security == null) return;
        refuse(security.getProcMount() != null && !security.getProcMount().equals("Default"), path + ".procMount");
        refuse(security.getSeLinuxOptions() != null, path + ".securityContext.seLinuxOptions");
        refuse(security.getWindowsOptions() != null, path + ".securityContext.windowsOptions");
        profile(
                security.getSeccompProfile() == null
                        ? null
                        : security.getSeccompProfile().getType(),
                path + ".securityContext.seccompProfile");
    }

    private void probe(@Nullable Probe probe, String path) {
        if (probe == null) return;
        refuse(probers.of(probe).isEmpty(), path + ".probe.grpc");
        refuse(probe.getTerminationGracePeriodSeconds() != null, path + ".probe.terminationGracePeriodSeconds");
    }

    /** The engine's own profile is what {@code RuntimeDefault} means. */
    private void profile(@Nullable String type, String path) {
        refuse(type != null && !type.equals("RuntimeDefault"), path);
    }

    private static boolean present(@Nullable List<?> list) {
        return list != null && !list.isEmpty();
    }

    private static boolean filled(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private void refuse(boolean asked, String field) {
        if (asked) unsupported.add(field);
    }
}
