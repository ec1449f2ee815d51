package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, with a limit in time. */
record Command(List<String> words, Map<String, String> environment, String input, Duration patience) {
    /** How the program ended and what it wrote. */
    record Result(List<String> words, int exitCode, String out, String err) {
        Result succeeds() {
            assertThat(exitCode).as(this::toString).isZero();
            return this;
        }

        Result fails() {
            assertThat(exitCode).as(this::toString).isNotZero();
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", words) + "\nexit code " + exitCode + "\n" + out + err;
        }
    }

    static Command of(Map<String, String> environment, String... words) {
        return new Command(List.of(words), environment, "", Duration.ofMinutes(2));
    }

    Command within(Duration limit) {
        return new Command(words, environment, input, limit);
    }

    Command reading(String text) {
        return new Command(words, environment, text, patience);
    }

    Result run() {
        try {
            Path out = Files.createTempFile("coxswain-out", ".txt");
            Path err = Files.createTempFile("coxswain-err", ".txt");
            Path in = Files.createTempFile("coxswain-in", ".txt");
            try {
                Files.writeString(in, input);
                Process process = builder()
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) process.destroyForcibly().waitFor();
                return new Result(
                        words,
                        ended ? process.exitValue() : -1,
                        read(out),
                        read(err) + (ended ? "" : "killed after " + patience));
            } finally {
                for (Path file : List.of(out, err, in)) Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts the program and gives what it writes as it comes, in a file. */
    Background start() {
        try {
            Path out = Files.createTempFile("coxswain-background", ".txt");
            return new Background(
                    builder()
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start(),
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** A program that runs beside the test. */
    record Background(Process process, Path out) implements AutoCloseable {
        String text() {
            try {
                return read(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            Files.deleteIfExists(out);
        }
    }
}
