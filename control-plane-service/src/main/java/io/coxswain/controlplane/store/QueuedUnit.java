package io.coxswain.controlplane.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A unit on its way to the database, with the promise that its caller waits for. */
final class QueuedUnit {
    private enum Stage {
        WAITING,
        TAKEN,
        GIVEN_UP
    }

    private final WriteUnit unit;
    private final CompletableFuture<Written> done = new CompletableFuture<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final int bytes;

    QueuedUnit(WriteUnit unit) {
        this.unit = unit;
        int sum = 0;
        for (Write write : unit.writes()) {
            sum += switch (write) {
                case Write.Create create -> create.body().length();
                case Write.Update update -> update.body().length();
                case Write.Delete delete -> 0;
            };
        }
        this.bytes = sum;
    }

    WriteUnit unit() {
        return unit;
    }

    int bytes() {
        return bytes;
    }

    CompletableFuture<Written> done() {
        return done;
    }

    /** For the writer; false where the caller waits no more. */
    boolean take() {
        return stage.compareAndSet(Stage.WAITING, Stage.TAKEN);
    }

    /** For the caller; false where the writer has it, so that its outcome is still to come. */
    boolean giveUp() {
        return stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP);
    }

    boolean isGivenUp() {
        return stage.get() == Stage.GIVEN_UP;
    }
}
