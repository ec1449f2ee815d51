package io.coxswain.local.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes do to the files of a directory. */
public final class FileChanges {
    /** A change may be missed where the file system sends no events (network mounts): look again after this. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private FileChanges() {}

    /** A check that is repeated whenever a file of the directory changed. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** True as soon as the condition holds, false where it does not within the time. */
    public static boolean await(Path directory, Duration patience, Condition condition) throws IOException {
        if (condition.holds()) return true;
        long deadline = System.nanoTime() + patience.toNanos();
        try (WatchService service = directory.getFileSystem().newWatchService()) {
            directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            while (!condition.holds()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) return false;
                WatchKey key = service.poll(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
