package io.coxswain.local.command;

import io.coxswain.controlplane.postgres.EmbeddedPostgres;
import io.coxswain.local.machine.Supervisor;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the processes of a cluster, also those that a killed parent left behind. */
final class Shutdown {
    /** Long enough for an orderly end, and for a training run to write its AOT cache. */
    private static final int PATIENCE_SECONDS = 180;

    private final Profile profile;

    Shutdown(Profile profile) {
        this.profile = profile;
    }

    /** Gives whether anything ran. */
    boolean run() {
        List<ProcessHandle> processes = new ArrayList<>();
        Supervisor.running(profile).ifPresent(processes::add);
        Instance.running(profile).flatMap(Instance::process).ifPresent(processes::add);
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) awaitEnd(process);
        boolean orphan = stopDatabase();
        Instance.forget(profile);
        return orphan || !processes.isEmpty();
    }

    /** Kills what does not end in time: the database is stopped in order after it, so nothing is lost. */
    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean stopDatabase() {
        if (postmaster(profile).isEmpty()) return false;
        try (EmbeddedPostgres orphan = EmbeddedPostgres.start(profile.databasePrograms(), profile.database())) {
            return orphan.isRunning();
        } catch (IOException e) {
            throw new LocalException("PostgreSQL does not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted", e);
        }
    }

    /** The database server of this profile that is alive now. */
    static Optional<ProcessHandle> postmaster(Profile profile) {
        Path file = profile.database().resolve("postmaster.pid");
        if (!Files.exists(file)) return Optional.empty();
        try {
            String pid = Files.readAllLines(file).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .command()
                            .filter(command -> command.endsWith("/postgres"))
                            .isPresent());
        } catch (IOException e) {
            throw new LocalException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
