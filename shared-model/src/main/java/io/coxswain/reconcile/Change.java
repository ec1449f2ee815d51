package io.coxswain.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.stream.Stream;

/** One change of one object, as an informer tells it. */
public sealed interface Change<T extends HasMetadata> {
    record Added<T extends HasMetadata>(T now) implements Change<T> {}

    record Updated<T extends HasMetadata>(T before, T now) implements Change<T> {}

    record Deleted<T extends HasMetadata>(T last) implements Change<T> {}

    /** The states that it tells: one, or that before and that after. */
    default Stream<T> states() {
        return switch (this) {
            case Added<T>(var now) -> Stream.of(now);
            case Updated<T>(var before, var now) -> Stream.of(before, now);
            case Deleted<T>(var last) -> Stream.of(last);
        };
    }
}
