package io.coxswain.model;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** Whether a Pod puts up with a taint. */
public final class Tolerations {
    /** What a node that takes no new Pods is tainted with. */
    public static final Taint UNSCHEDULABLE = new TaintBuilder()
            .withKey("node.kubernetes.io/unschedulable")
            .withEffect("NoSchedule")
            .build();

    private Tolerations() {}

    public static boolean tolerate(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    public static boolean tolerates(Toleration toleration, Taint taint) {
        String effect = Objects.requireNonNullElse(toleration.getEffect(), "");
        if (!effect.isEmpty() && !effect.equals(taint.getEffect())) return false;
        String key = Objects.requireNonNullElse(toleration.getKey(), "");
        boolean anyValue = "Exists".equals(toleration.getOperator());
        if (key.isEmpty() ? !anyValue : !key.equals(taint.getKey())) return false;
        return anyValue
                || Objects.requireNonNullElse(toleration.getValue(), "")
                        .equals(Objects.requireNonNullElse(taint.getValue(), ""));
    }
}
