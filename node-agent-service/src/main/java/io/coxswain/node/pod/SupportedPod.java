package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.model.PodRefusals;
import io.coxswain.model.PodRefusals.Refusal;
import io.coxswain.node.probe.Probers;
import io.coxswain.node.volume.VolumeTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Names what a Pod asks for and this agent cannot give, so that nothing is ignored in silence. */
final class SupportedPod {
    private SupportedPod() {}

    /** The fields, by path; empty when all is supported. */
    static List<String> unsupported(Pod pod, VolumeTypes volumes, Probers probers) {
        var unsupported = new ArrayList<String>();
        PodRefusals.of(Json.tree(pod).path("spec"), "spec").stream()
                .map(Refusal::field)
                .forEach(unsupported::add);
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volumes.of(volume).isEmpty()) {
                unsupported.add("the type of spec.volumes[" + volume.getName() + "]");
            }
        }
        for (DeclaredContainer container : DeclaredContainer.all(pod)) {
            Stream<Probe> probes = Stream.of(
                            container.spec().getStartupProbe(),
                            container.spec().getLivenessProbe(),
                            container.spec().getReadinessProbe())
                    .filter(probe -> probe != null);
            if (probes.anyMatch(probe -> probers.of(probe).isEmpty())) {
                unsupported.add("a probe of container " + container.name());
            }
        }
        return List.copyOf(unsupported);
    }
}
