package io.coxswain.node.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs a small program of the machine to its end, for what has no library. */
public final class HostProgram {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HostProgram() {}

    /** How it ended, and what it wrote to both of its outputs. */
    public record Result(int exitCode, String text) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** {@link IOException} where there is no such program. */
    public static Result run(String... command) throws IOException {
        return feed("", command);
    }

    public static Result feed(String input, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(command[0] + " did not end within " + PATIENCE);
            }
            return new Result(process.exitValue(), text);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " ran", interrupted);
        } finally {
            process.destroy();
        }
    }
}
