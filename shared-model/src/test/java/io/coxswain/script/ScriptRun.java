package io.coxswain.script;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.opentest4j.TestAbortedException;

/** Runs a script's rows with bash in a directory that is HOME too, each row a test of its own. */
public final class ScriptRun {
    private static final long LIMIT_SECONDS = Long.getLong("coxswain.script.limit", 120);

    private final Path directory;
    private final int minor;
    private final Map<String, String> environment;

    private ScriptRun(Path directory, int minor, Map<String, String> environment) {
        this.directory = directory;
        this.minor = minor;
        this.environment = new HashMap<>(environment);
        this.environment.put("HOME", directory.toString());
        this.environment.put("TERM", "dumb");
    }

    /** In a directory with copies of these files, with these programs first on the PATH, by these names. */
    public static ScriptRun of(
            Path files, Path directory, Map<String, Path> programs, int minor, Map<String, String> environment) {
        try {
            try (Stream<Path> all = Files.walk(files)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path copy = directory.resolve(files.relativize(file).toString());
                    Files.createDirectories(copy.resolveSibling(""));
                    Files.copy(file, copy);
                }
            }
            try (var functions = ScriptRun.class.getResourceAsStream("functions.sh")) {
                Files.copy(Objects.requireNonNull(functions), directory.resolve("functions.sh"));
            }
            Path links = Files.createDirectory(directory.resolve("programs"));
            for (var program : programs.entrySet()) {
                Files.createSymbolicLink(links.resolve(program.getKey()), program.getValue());
            }
            Map<String, String> variables = new HashMap<>(environment);
            variables.put("PATH", links + ":" + System.getenv("PATH"));
            return new ScriptRun(directory, minor, variables);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One container per section with one test per row. */
    public Stream<DynamicNode> tests(Script script) {
        return script.sections().stream().map(section -> dynamicContainer(section.title(), rows(script, section)));
    }

    private Stream<DynamicNode> rows(Script script, Script.Section section) {
        return section.rows().stream()
                .filter(row -> minor >= row.minor())
                .map(row -> dynamicTest(
                        script.name() + ":" + row.line() + " "
                                + row.command().lines().findFirst().orElse(""),
                        () -> test(row)));
    }

    private void test(Script.Row row) throws IOException, InterruptedException {
        try {
            check(row);
        } catch (AssertionError failure) {
            if (row.wished()) throw new TestAbortedException("not answered so yet", failure);
            throw failure;
        }
    }

    private void check(Script.Row row) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", "");
        String functions = ". ./functions.sh\n";
        var builder = new ProcessBuilder(List.of("bash", "-c", functions + row.command()))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(output);
        Files.delete(output);
        String told = "$ " + row.command() + "\n" + text;
        if (!ended) throw new AssertionError("does not end within " + LIMIT_SECONDS + " s: " + told);
        if (process.exitValue() != row.exitCode()) {
            throw new AssertionError(
                    "exit code " + process.exitValue() + " instead of " + row.exitCode() + ": " + told);
        }
        for (Script.Expectation expectation : row.expectations()) {
            if (!expectation.holds(text)) throw new AssertionError(expectation + " does not hold: " + told);
        }
    }
}
