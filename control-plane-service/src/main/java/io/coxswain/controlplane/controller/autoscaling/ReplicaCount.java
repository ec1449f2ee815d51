package io.coxswain.controlplane.controller.autoscaling;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How many replicas bring a figure to its target.
 *
 * @param average of a Pod, in thousandths
 * @param utilization in percent of what is requested, where the target is a share
 */
record ReplicaCount(int replicas, long average, OptionalLong utilization) {
    private static final int WHOLE = 100;

    /** The state of a workload before the computation. */
    record Now(int replicas, PodGroups groups, Map<String, Long> milli, Tolerance tolerance) {}

    /** The ratio of a figure to its target over some Pods. */
    private interface Ratio {
        double of(Map<String, Long> milli) throws MetricFault;
    }

    /** What a Pod without a figure is taken to use where the workload may shrink. */
    private interface Assumed {
        long milli(String pod);
    }

    /** {@code requests} are in thousandths by the name of the Pod. */
    static ReplicaCount ofUtilization(Now now, Map<String, Long> requests, int target) throws MetricFault {
        Map<String, Long> counted = counted(now);
        long utilization = utilization(counted, requests);
        int replicas = count(
                now,
                counted,
                milli -> (double) utilization(milli, requests) / target,
                pod -> Objects.requireNonNullElse(requests.get(pod), 0L) * Math.max(WHOLE, target) / WHOLE);
        return new ReplicaCount(replicas, average(counted), OptionalLong.of(utilization));
    }

    static ReplicaCount ofAverage(Now now, long targetMilli) throws MetricFault {
        Map<String, Long> counted = counted(now);
        int replicas = count(now, counted, milli -> (double) average(milli) / targetMilli, _ -> targetMilli);
        return new ReplicaCount(replicas, average(counted), OptionalLong.empty());
    }

    private static int count(Now now, Map<String, Long> counted, Ratio ratio, Assumed assumed) throws MetricFault {
        double first = ratio.of(counted);
        List<Pod> missing = now.groups().missing();
        boolean growsWithUnready = !now.groups().unready().isEmpty() && first > 1;
        if (!growsWithUnready && missing.isEmpty()) {
            return now.tolerance().covers(first) ? now.replicas() : (int) Math.ceil(first * counted.size());
        }
        var all = new HashMap<>(counted);
        // Whoever has no figure is taken to hold back the change, whichever way it goes.
        if (first < 1) missing.forEach(pod -> all.put(name(pod), assumed.milli(name(pod))));
        if (first > 1) missing.forEach(pod -> all.put(name(pod), 0L));
        if (growsWithUnready) now.groups().unready().forEach(pod -> all.put(name(pod), 0L));
        double second = ratio.of(all);
        boolean turned = (first < 1 && second > 1) || (first > 1 && second < 1);
        if (now.tolerance().covers(second) || turned) return now.replicas();
        int replicas = (int) Math.ceil(second * all.size());
        boolean against = (second < 1 && replicas > now.replicas()) || (second > 1 && replicas < now.replicas());
        return against ? now.replicas() : replicas;
    }

    private static Map<String, Long> counted(Now now) throws MetricFault {
        var counted = new HashMap<String, Long>();
        for (Pod pod : now.groups().counted()) {
            Long milli = now.milli().get(name(pod));
            if (milli != null) counted.put(name(pod), milli);
        }
        if (counted.isEmpty()) {
            throw new MetricFault("", "did not receive metrics for targeted pods (pods might be unready)");
        }
        return counted;
    }

    private static long utilization(Map<String, Long> milli, Map<String, Long> requests) throws MetricFault {
        long used = 0;
        long requested = 0;
        for (var pod : milli.entrySet()) {
            Long request = requests.get(pod.getKey());
            if (request == null) continue;
            used += pod.getValue();
            requested += request;
        }
        if (requested == 0) throw new MetricFault("", "no metrics returned matched known pods");
        return used * WHOLE / requested;
    }

    private static long average(Map<String, Long> milli) {
        return milli.values().stream().mapToLong(Long::longValue).sum() / milli.size();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
