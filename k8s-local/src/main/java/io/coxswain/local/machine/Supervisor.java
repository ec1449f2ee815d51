package io.coxswain.local.machine;

import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The small parent process that starts the server process again when it dies. */
public final class Supervisor {
    private Supervisor() {}

    /** Starts it in a session of its own, so that it outlives the terminal. */
    public static ProcessHandle launch(Profile profile, Build build, Heap heap) {
        Path output = profile.log().resolve("supervisor.log");
        try {
            ProcessBuilder command = new ProcessBuilder(List.of(
                            "setsid",
                            "--fork",
                            build.supervise().toString(),
                            profile.name(),
                            profile.run().toString(),
                            profile.log().toString(),
                            build.directory().toString(),
                            build.java().toString()))
                    .directory(profile.data().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            command.environment().put(Heap.VARIABLE, heap.size());
            Process process = command.start();
            process.waitFor();
            boolean up = FileChanges.await(
                    profile.run(),
                    java.time.Duration.ofSeconds(10),
                    () -> running(profile).isPresent());
            if (up)
                return running(profile).orElseThrow(() -> new LocalException("the supervisor ended, see " + output));
            throw new LocalException("the supervisor did not start, see " + output);
        } catch (IOException e) {
            throw new LocalException("cannot start the supervisor: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted", e);
        }
    }

    /** The supervisor of this profile that is alive now. */
    public static Optional<ProcessHandle> running(Profile profile) {
        try {
            String pid =
                    Files.readString(profile.run().resolve("supervisor.pid")).strip();
            if (pid.isEmpty()) return Optional.empty();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains(profile.run().toString()))
                            .isPresent());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new LocalException("cannot read the supervisor's process id: " + e.getMessage(), e);
        }
    }
}
