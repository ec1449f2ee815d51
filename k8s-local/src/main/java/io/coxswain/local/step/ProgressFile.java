package io.coxswain.local.step;

import io.coxswain.json.Json;
import io.coxswain.local.profile.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** The server process's events as lines of a file, which the start command follows. */
public final class ProgressFile implements StepListener {
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();

    public ProgressFile(Profile profile) {
        this.file = profile.run().resolve("progress");
    }

    /** Forgets the events of an earlier start. */
    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void on(StepEvent event) {
        ObjectNode line = Json.tree(event).put("event", event.getClass().getSimpleName());
        lock.lock();
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** All events after the first {@code skip}. */
    public List<StepEvent> read(int skip) throws IOException {
        try {
            String text = Files.readString(file);
            // A line that is still being written waits for the next look.
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .skip(skip)
                    .map(ProgressFile::parse)
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static StepEvent parse(String line) {
        ObjectNode event = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
        String step = event.path("step").asString();
        double seconds = event.path("seconds").asDouble(0);
        return switch (event.path("event").asString()) {
            case "Started" -> new StepEvent.Started(step);
            case "Done" ->
                new StepEvent.Done(step, seconds, event.path("detail").asString());
            case "Failed" ->
                new StepEvent.Failed(step, seconds, event.path("message").asString());
            default -> throw new IllegalArgumentException("unknown event: " + line);
        };
    }
}
