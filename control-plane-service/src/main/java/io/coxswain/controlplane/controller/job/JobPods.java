package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Pods of a Job as one pass finds them. */
final class JobPods {
    final Job job;
    private final ObjectKey key;
    private final List<Pod> all;
    private final OwnWrites ownWrites;
    private final Set<String> released;

    /** {@code released} are the uids of Pods whose finalizer was taken away, though the cache may show it still. */
    JobPods(Job job, List<Pod> all, OwnWrites ownWrites, Set<String> released) {
        this.job = job;
        this.key = ObjectKey.of(job);
        this.all = List.copyOf(all);
        this.ownWrites = ownWrites;
        this.released = released;
    }

    List<Pod> all() {
        return all;
    }

    boolean isTerminating(Pod pod) {
        return ownWrites.isTerminating(key, pod);
    }

    boolean isActive(Pod pod) {
        return !Pods.hasEnded(pod) && !isTerminating(pod);
    }

    List<Pod> active() {
        return all.stream().filter(this::isActive).toList();
    }

    int terminating() {
        return (int) all.stream()
                .filter(pod -> isTerminating(pod) && !Pods.hasEnded(pod))
                .count();
    }

    boolean isTracked(Pod pod) {
        return Jobs.isTracked(pod) && !released.contains(pod.getMetadata().getUid());
    }

    List<Pod> tracked() {
        return all.stream().filter(this::isTracked).toList();
    }

    boolean isSucceeded(Pod pod) {
        return Pods.phase(pod).equals("Succeeded");
    }

    /** A Pod that is being deleted has failed too, unless its Job wants to see how it ends. */
    boolean isFailed(Pod pod) {
        if (Pods.phase(pod).equals("Failed")) return true;
        return !Jobs.replacesOnlyFailed(job) && isTerminating(pod) && !isSucceeded(pod);
    }

    /** Of an index that the Job has; any Pod of a Job without indexes. */
    boolean isValid(Pod pod) {
        if (!Jobs.isIndexed(job)) return true;
        int index = Jobs.index(pod);
        return index >= 0 && index < Jobs.indexes(job);
    }

    /** The last failed Pod of an index: it remembers how often the index has failed. */
    Optional<Pod> lastFailed(int index) {
        return all.stream()
                .filter(pod -> Jobs.index(pod) == index && isFailed(pod))
                .max(Comparator.comparingInt(JobPods::attempts));
    }

    static int attempts(Pod pod) {
        return Jobs.number(pod, Jobs.FAILURES, 0) + Jobs.number(pod, Jobs.IGNORED_FAILURES, 0);
    }

    /** The index is lost with the failure of this Pod. */
    boolean losesIndex(Pod pod) {
        Integer limit = job.getSpec().getBackoffLimitPerIndex();
        if (limit == null || !isFailed(pod) || !isValid(pod)) return false;
        if (FailurePolicy.failsIndex(job, pod)) return true;
        return FailurePolicy.counts(job, pod) && Jobs.number(pod, Jobs.FAILURES, 0) >= limit;
    }
}
