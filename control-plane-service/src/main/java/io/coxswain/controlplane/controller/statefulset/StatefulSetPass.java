package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.RevisionHistory;
import io.coxswain.controlplane.controller.owner.SlowStart;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One pass over a StatefulSet: starts what lacks, stops what is too much, then replaces what is outdated. */
final class StatefulSetPass {
    private final Members members;
    private final StatefulSet set;
    private final ControllerRevision current;
    private final ControllerRevision update;
    private final RevisionHistory<StatefulSet> history;
    private final MemberPods pods;
    private final ClaimTemplates claims;
    private final Map<String, JsonNode> templates = new HashMap<>();

    StatefulSetPass(
            Members members,
            ControllerRevision current,
            ControllerRevision update,
            RevisionHistory<StatefulSet> history,
            MemberPods pods,
            ClaimTemplates claims) {
        this.members = members;
        this.set = members.set;
        this.current = current;
        this.update = update;
        this.history = history;
        this.pods = pods;
        this.claims = claims;
    }

    void run() {
        if (start() || stop()) return;
        if (UpdateRules.isOnDelete(set)) return;
        for (Pod outdated : UpdateRules.next(members, update.getMetadata().getName())) pods.delete(set, outdated);
    }

    /** True when the pass has to end here: in order, one ordinal waits for the one before. */
    private boolean start() {
        int start = Identity.start(set);
        List<Integer> ordinals =
                IntStream.range(start, start + Identity.replicas(set)).boxed().toList();
        if (members.isOrdered()) {
            for (int ordinal : ordinals) {
                if (start(ordinal)) return true;
            }
            return false;
        }
        var lacking = new ArrayList<Integer>();
        for (int ordinal : ordinals) {
            if (members.get(ordinal).isEmpty()) lacking.add(ordinal);
            else start(ordinal);
        }
        if (!lacking.isEmpty()) templatesFor(lacking);
        @Nullable ApiException failure = SlowStart.each(lacking, this::create);
        if (failure != null) throw failure;
        return false;
    }

    /** True when the next ordinal has to wait for this one. */
    private boolean start(int ordinal) {
        Optional<Pod> found = members.get(ordinal);
        if (found.isEmpty()) {
            templatesFor(List.of(ordinal));
            create(ordinal);
            return true;
        }
        Pod pod = found.get();
        if (Pods.hasEnded(pod)) {
            if (!members.isTerminating(pod)) {
                pods.tellRecreation(set, pod, Pods.phase(pod));
                pods.delete(set, pod);
            }
            return true;
        }
        if (Pods.phase(pod).equals("Pending")) claims.create(set, ordinal);
        boolean waits = members.isTerminating(pod) || !members.isAvailable(pod);
        if (waits && members.isOrdered()) return true;
        align(ordinal, pod);
        return false;
    }

    private void align(int ordinal, Pod pod) {
        if (!Identity.isLabelled(pod, ordinal)) pods.label(pod, ordinal);
        claims.align(set, ordinal, pod);
    }

    private void create(int ordinal) {
        if (claims.isStale(set, ordinal)) return;
        String revision = revisionFor(ordinal).getMetadata().getName();
        claims.create(set, ordinal);
        pods.create(set, ordinal, Objects.requireNonNull(templates.get(revision)), revision);
    }

    private void templatesFor(List<Integer> ordinals) {
        for (int ordinal : ordinals) {
            ControllerRevision revision = revisionFor(ordinal);
            templates.computeIfAbsent(revision.getMetadata().getName(), _ -> history.templateTree(revision));
        }
    }

    private ControllerRevision revisionFor(int ordinal) {
        return UpdateRules.keepsCurrent(set, ordinal) ? current : update;
    }

    /** True when the pass has to end here: in order, Pods go one at a time. */
    private boolean stop() {
        List<Pod> condemned = members.condemned();
        for (Pod pod : condemned) claims.align(set, Identity.ordinal(set, pod), pod);
        Optional<Pod> firstUnhealthy = members.firstUnhealthy();
        for (Pod pod : condemned) {
            if (members.isTerminating(pod)) {
                if (members.isOrdered()) return true;
                continue;
            }
            boolean waits = members.isOrdered()
                    && !members.isAvailable(pod)
                    && firstUnhealthy
                            .filter(first -> !first.getMetadata()
                                    .getUid()
                                    .equals(pod.getMetadata().getUid()))
                            .isPresent();
            if (waits) return true;
            pods.delete(set, pod);
            if (members.isOrdered()) return true;
        }
        return false;
    }
}
