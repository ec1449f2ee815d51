package io.coxswain.controlplane.scheduler.framework;

import java.util.List;

/** What a plug-in says. Reasons are in Kubernetes' words, since users and tools read them. */
public sealed interface Verdict {
    record Ok() implements Verdict {
        private static final Ok INSTANCE = new Ok();
    }

    /** The plug-in has nothing to say on this Pod and is left out for the rest of the attempt. */
    record Skip() implements Verdict {
        private static final Skip INSTANCE = new Skip();
    }

    /** Not now; it may help to remove Pods from the node. */
    record Unschedulable(List<String> reasons) implements Verdict {
        public Unschedulable {
            reasons = List.copyOf(reasons);
        }
    }

    /** Not now, whichever Pods were removed. */
    record Unresolvable(List<String> reasons) implements Verdict {
        public Unresolvable {
            reasons = List.copyOf(reasons);
        }
    }

    /** The plug-in itself failed; the attempt ends and is made again. */
    record Fault(String message) implements Verdict {}

    static Verdict ok() {
        return Ok.INSTANCE;
    }

    static Verdict skip() {
        return Skip.INSTANCE;
    }

    static Verdict unschedulable(String reason) {
        return new Unschedulable(List.of(reason));
    }

    static Verdict unresolvable(String reason) {
        return new Unresolvable(List.of(reason));
    }

    default boolean isOk() {
        return this instanceof Ok || this instanceof Skip;
    }

    /** Why not; empty when it is well. */
    default List<String> why() {
        return switch (this) {
            case Ok _, Skip _ -> List.of();
            case Unschedulable(var reasons) -> reasons;
            case Unresolvable(var reasons) -> reasons;
            case Fault(var message) -> List.of(message);
        };
    }
}
