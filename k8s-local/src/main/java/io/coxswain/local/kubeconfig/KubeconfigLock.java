package io.coxswain.local.kubeconfig;

import io.coxswain.local.machine.FileChanges;
import io.coxswain.local.profile.LocalException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The lock that kubectl and its kind take before they change a kubeconfig: a file beside it that must not exist. */
final class KubeconfigLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;

    private KubeconfigLock(Path file) {
        this.file = file;
    }

    static KubeconfigLock take(Path kubeconfig) throws IOException {
        Path file = kubeconfig.resolveSibling(kubeconfig.getFileName() + ".lock");
        boolean taken = FileChanges.await(kubeconfig.resolveSibling(""), PATIENCE, () -> create(file));
        if (taken) return new KubeconfigLock(file);
        throw new LocalException("another program is changing " + kubeconfig + "; if none is, remove " + file);
    }

    private static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
