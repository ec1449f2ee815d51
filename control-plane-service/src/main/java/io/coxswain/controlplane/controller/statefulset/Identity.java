package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;

/** Who a Pod of a StatefulSet is: the ordinal in its name. */
final class Identity {
    static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    static final String POD_INDEX = "apps.kubernetes.io/pod-index";
    static final String REVISION = "controller-revision-hash";

    private Identity() {}

    static int start(StatefulSet set) {
        var ordinals = set.getSpec().getOrdinals();
        return ordinals == null ? 0 : Objects.requireNonNullElse(ordinals.getStart(), 0);
    }

    static int replicas(StatefulSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    static String name(StatefulSet set, int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** Less than 0 for a Pod whose name is none of this StatefulSet's. */
    static int ordinal(StatefulSet set, Pod pod) {
        String prefix = set.getMetadata().getName() + "-";
        String name = pod.getMetadata().getName();
        if (!name.startsWith(prefix)) return -1;
        String number = name.substring(prefix.length());
        return number.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(number) : -1;
    }

    static boolean isWanted(StatefulSet set, int ordinal) {
        return ordinal >= start(set) && ordinal < start(set) + replicas(set);
    }

    static String revision(Pod pod) {
        return Pods.labels(pod).getOrDefault(REVISION, "");
    }

    static boolean isLabelled(Pod pod, int ordinal) {
        return pod.getMetadata().getName().equals(Pods.labels(pod).get(POD_NAME))
                && String.valueOf(ordinal).equals(Pods.labels(pod).get(POD_INDEX));
    }
}
