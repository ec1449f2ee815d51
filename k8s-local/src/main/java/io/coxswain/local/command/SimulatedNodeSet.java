package io.coxswain.local.command;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.local.profile.LocalException;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The simulated nodes of a cluster, as the API has them: nothing of them is kept elsewhere. */
record SimulatedNodeSet(Api api, String prefix) {
    /** The Pod range of a cluster has room for 256 nodes; the rest is left to real ones. */
    private static final int MOST = 200;

    private static final int PODS_EACH = 110;
    private static final long POLL_MILLIS = 200;
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /** Each by its name, with whether it is Ready. */
    record State(String name, boolean ready) {}

    List<State> all() {
        return nodes().stream()
                .map(node -> new State(Metadata.name(node), Conditions.isTrue(node, "Ready")))
                .sorted(Comparator.comparing(State::name, BY_NUMBER))
                .toList();
    }

    private List<ObjectNode> nodes() {
        return api.list(Kinds.NODE, ListOptions.everything().withLabels(SimulatedNode.LABEL))
                .items();
    }

    /** Makes so many more, under the first free numbers; answers their names. */
    List<String> add(int count, String cpu, String memory) {
        Set<String> known = nodes().stream().map(Metadata::name).collect(Collectors.toSet());
        if (count < 1) throw new LocalException("--simulated " + count + ": at least one node");
        if (known.size() + count > MOST) {
            throw new LocalException(
                    "more than " + MOST + " simulated nodes in a cluster are refused; there are " + known.size());
        }
        var added = new ArrayList<String>();
        for (int number = 1; added.size() < count; number++) {
            String name = prefix + "-simulated-" + number;
            if (known.contains(name)) continue;
            api.create(Kinds.NODE, SimulatedNode.object(name, cpu, memory, PODS_EACH));
            added.add(name);
        }
        return added;
    }

    boolean awaitReady(List<String> names, Duration patience) throws InterruptedException {
        return await(
                patience,
                () -> all().stream()
                        .filter(State::ready)
                        .map(State::name)
                        .collect(Collectors.toSet())
                        .containsAll(names));
    }

    boolean has(String name) {
        Optional<ObjectNode> node = api.find(Kinds.NODE, ObjectKey.cluster(name));
        return node.isPresent() && SimulatedNode.isSimulated(node.get());
    }

    /** Its Pods first, with their grace, then its object; Pods that do not end in time go with it. */
    void delete(String name, Duration patience) throws InterruptedException {
        ObjectNode cordon = Json.object();
        cordon.putObject("spec").put("unschedulable", true);
        api.patch(Kinds.NODE, ObjectKey.cluster(name), PatchType.MERGE, cordon, null);
        ListOptions pods = ListOptions.everything().withFields("spec.nodeName=" + name);
        for (ObjectNode pod : api.list(Kinds.POD, pods).items()) {
            ignoreGone(() -> api.delete(Kinds.POD, Metadata.key(pod), DeleteOptions.ofUid(Metadata.uid(pod))));
        }
        boolean ended = await(patience, () -> api.list(Kinds.POD, pods).items().isEmpty());
        if (!ended) System.err.println("some Pods of node " + name + " do not end; they go with it");
        ignoreGone(() -> api.delete(Kinds.NODE, ObjectKey.cluster(name), DeleteOptions.defaults()));
    }

    private static void ignoreGone(Runnable deletion) {
        try {
            deletion.run();
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }

    private static boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        var pause = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) return false;
            // nobody counts it down: the latch is the pause
            if (pause.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) return false;
        }
        return true;
    }
}
