package io.coxswain.local.profile;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** The server process of a profile as it wrote itself down; {@code ready} once every part had started. */
public record Instance(long pid, long supervisorPid, String startedAt, String build, boolean ready) {
    public static Instance ofThisProcess(String build, boolean ready) {
        ProcessHandle self = ProcessHandle.current();
        return new Instance(self.pid(), self.parent().map(ProcessHandle::pid).orElse(0L), started(self), build, ready);
    }

    /** The instance that is alive now; a file that a killed process left, or a reused process id, is not one. */
    public static Optional<Instance> running(Profile profile) {
        return read(profile).filter(instance -> instance.process().isPresent());
    }

    public static Optional<Instance> read(Profile profile) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file(profile)), Instance.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(process -> process.isAlive() && started(process).equals(startedAt));
    }

    public void write(Profile profile) {
        try {
            Path temporary = Files.createTempFile(profile.run(), ".instance", ".new");
            Files.write(temporary, Json.MAPPER.writeValueAsBytes(this));
            Files.move(temporary, file(profile), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void forget(Profile profile) {
        try {
            Files.deleteIfExists(file(profile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Profile profile) {
        return profile.run().resolve("instance.json");
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
