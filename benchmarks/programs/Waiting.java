import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Looks again and again for what a benchmark waits for. */
final class Waiting {
    private static final int MILLIS = 20;

    private Waiting() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** False where it did not come to hold in time. */
    static boolean await(Duration patience, Condition condition) throws Exception {
        var done = new CompletableFuture<Boolean>();
        try (var timer = Executors.newSingleThreadScheduledExecutor()) {
            timer.scheduleWithFixedDelay(
                    () -> {
                        try {
                            if (condition.holds()) done.complete(true);
                        } catch (Exception failure) {
                            done.completeExceptionally(failure);
                        }
                    },
                    0,
                    MILLIS,
                    TimeUnit.MILLISECONDS);
            try {
                return done.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                        .get();
            } finally {
                timer.shutdownNow();
            }
        }
    }
}
