package io.coxswain.controlplane.scheduler.framework;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the scheduler, at one or more extension points, in the order of a Pod's way: it is admitted to the queue
 * and ordered in it; nodes are filtered and scored; the chosen one is reserved and permitted; the Pod is bound.
 */
public sealed interface Plugin {
    /** As Kubernetes names it. */
    String name();

    /** Whether this may let a Pod in that this plug-in kept out; on doubt true. */
    default boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return true;
    }

    /** Says which of two waiting Pods is next. A profile has one of it, the same in all. */
    non-sealed interface QueueSort extends Plugin {
        /** Of two Pods that this holds equal the one that waits longer is next. */
        Comparator<PodInfo> order();
    }

    /** Keeps Pods out of the queue of those to be scheduled; only a change of the Pod lets it in. */
    non-sealed interface PreEnqueue extends Plugin {
        Verdict preEnqueue(PodInfo pod);
    }

    /** Works out once for an attempt what a filter needs, and may name the only nodes in question. */
    non-sealed interface PreFilter extends Plugin {
        /**
         * What came of it.
         *
         * @param nodes the only ones that can be chosen; null for any
         */
        record Prepared(Verdict verdict, @Nullable Set<String> nodes) {
            public static final Prepared OK = new Prepared(Verdict.ok(), null);
            public static final Prepared SKIP = new Prepared(Verdict.skip(), null);

            public static Prepared of(Verdict verdict) {
                return new Prepared(verdict, null);
            }
        }

        Prepared preFilter(Cycle cycle);

        /** In a simulation this Pod is on the node, too. */
        default void podAdded(Cycle cycle, PodInfo pod, NodeInfo node) {}

        /** In a simulation this Pod is not on the node. */
        default void podRemoved(Cycle cycle, PodInfo pod, NodeInfo node) {}
    }

    /** Says whether a Pod can run on a node at all. */
    non-sealed interface Filter extends Plugin {
        Verdict filter(Cycle cycle, NodeInfo node);
    }

    /** Called when no node is left, to make room on one. */
    non-sealed interface PostFilter extends Plugin {
        /**
         * What came of it.
         *
         * @param node that now makes room; empty when the Pod is no longer to come to any; null leaves all as it was
         */
        record Result(@Nullable String node, String message) {}

        /**
         * Looks for a node to make room on.
         *
         * @param verdicts of the nodes that a filter looked at; others cannot be helped
         */
        Result postFilter(Cycle cycle, Map<String, Verdict> verdicts);
    }

    /** Says how well a node that can run a Pod suits it. */
    non-sealed interface Score extends Plugin {
        int BEST = 100;

        /** Works out once for an attempt what the scores need; {@link Verdict#skip} leaves the plug-in out. */
        default Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
            return Verdict.ok();
        }

        /** From 0 to {@link #BEST}, or anything that {@link #normalise} brings there. */
        long score(Cycle cycle, NodeInfo node);

        /** Brings the scores of {@code nodes}, in their order, to between 0 and {@link #BEST}. */
        default void normalise(Cycle cycle, List<NodeInfo> nodes, long[] scores) {}

        /** How much it counts beside the others where the configuration does not say. */
        int weight();
    }

    /** Holds something of a node for a Pod from the choice to the binding. */
    non-sealed interface Reserve extends Plugin {
        Verdict reserve(Cycle cycle, String node);

        /** The Pod was not bound; called also when {@link #reserve} failed. */
        void unreserve(Cycle cycle, String node);
    }

    /** Lets a Pod be bound, refuses it, or makes it wait. */
    non-sealed interface Permit extends Plugin {
        /**
         * Leave that is still to be given.
         *
         * @param answer true lets it go on; none within {@code patience} is a refusal
         */
        record Waiting(CompletableFuture<Boolean> answer, Duration patience) {}

        /** Empty when it may go on at once. */
        Optional<Waiting> permit(Cycle cycle, String node);
    }

    /** Does what must be done before the binding. May block. */
    non-sealed interface PreBind extends Plugin {
        Verdict preBind(Cycle cycle, String node) throws InterruptedException;
    }

    /** Binds the Pod. May block. */
    non-sealed interface Bind extends Plugin {
        /** {@link Verdict#skip} leaves it to the next plug-in. */
        Verdict bind(Cycle cycle, String node);
    }

    /** Called when the Pod is bound. */
    non-sealed interface PostBind extends Plugin {
        void postBind(Cycle cycle, String node);
    }
}
