package io.coxswain.controlplane.controller.job;

import io.coxswain.client.Api;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes the tracking finalizer off Pods whose Job is gone or has ended: nobody counts them any more. */
public final class LeftPodReconciler implements Reconciler<Pod> {
    private final Api api;
    private final Informer<Job> jobs;
    private final Index<Pod> byController;
    private final Finalizers finalizers;

    public LeftPodReconciler(Api api, Informers informers) {
        this.api = api;
        this.jobs = informers.of(Kinds.JOB);
        this.byController = informers.of(Kinds.POD).index(Owners.INDEX, Owners::controllerOrOrphan);
        this.finalizers = new Finalizers(api);
    }

    @Override
    public Watches<Pod> watches() {
        return Watches.of(Kinds.POD).wokenByChange(Kinds.JOB, this::thoseOfAnEnd);
    }

    @Override
    public Outcome reconcile(Pod pod) {
        if (Jobs.isTracked(pod) && !isCounted(pod)) finalizers.release(pod);
        return Outcome.settled();
    }

    private boolean isCounted(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        Optional<OwnerReference> owner = Owners.controllerOf(pod);
        if (owner.isEmpty()) {
            return jobs.list(namespace).stream()
                    .anyMatch(job -> Jobs.end(job).isEmpty()
                            && LabelSelector.of(job.getSpec().getSelector()).matches(Pods.labels(pod)));
        }
        if (!owner.get().getKind().equals("Job")) return false;
        ObjectKey key = new ObjectKey(namespace, owner.get().getName());
        Optional<Job> job = jobs.get(key)
                .filter(found -> found.getMetadata().getUid().equals(owner.get().getUid()));
        if (job.isPresent())
            return Jobs.isManagedElsewhere(job.get()) || Jobs.end(job.get()).isEmpty();
        // the cache of Jobs may be behind that of Pods
        return api.find(Kinds.JOB, key)
                .filter(live -> Metadata.uid(live).equals(owner.get().getUid()))
                .isPresent();
    }

    private Stream<ObjectKey> thoseOfAnEnd(Change<Job> change) {
        Job job = switch (change) {
            case Change.Added<Job>(var now) -> now;
            case Change.Updated<Job>(var _, var now) -> now;
            case Change.Deleted<Job>(var last) -> last;
        };
        boolean ended = change instanceof Change.Deleted<Job> || Jobs.end(job).isPresent();
        return ended
                ? byController.get(job.getMetadata().getUid()).stream()
                        .filter(Jobs::isTracked)
                        .map(ObjectKey::of)
                : Stream.empty();
    }
}
