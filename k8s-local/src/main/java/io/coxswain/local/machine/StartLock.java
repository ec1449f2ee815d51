package io.coxswain.local.machine;

import io.coxswain.local.profile.Profile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Held by one start at a time on this machine: ports and address ranges are chosen where they are free, and another
 * start must not take them before the cluster has.
 */
public final class StartLock implements AutoCloseable {
    private final FileChannel channel;

    private StartLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the start that holds it, which has a time limit of its own, after telling {@code onWait}. */
    public static StartLock acquire(Profile profile, Runnable onWait) throws IOException {
        Path file = profile.state().resolveSibling(".start.lock");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                onWait.run();
                Objects.requireNonNull(channel.lock());
            }
            return new StartLock(channel);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Closing the file gives the lock back. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
