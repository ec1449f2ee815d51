package io.coxswain.controlplane.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Who PostgreSQL runs as. It refuses root, so under root it gets a system user of its own; otherwise it runs as the
 * user of this process.
 */
final class ServerAccount {
    private static final String USER = "coxswain-postgres";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> prefix;

    private ServerAccount(List<String> prefix) {
        this.prefix = List.copyOf(prefix);
    }

    static ServerAccount ofThisProcess() throws IOException, InterruptedException {
        if (!Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0)) {
            return new ServerAccount(List.of());
        }
        if (!exists()) create();
        return new ServerAccount(
                List.of(program("setpriv"), "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
    }

    /** Runs a program as this user in {@code directory}, and gives what it printed. */
    String run(Path directory, List<String> command) throws IOException, InterruptedException {
        var whole = new ArrayList<String>(prefix);
        whole.addAll(command);
        return execute(directory, whole);
    }

    /** Hands a directory to this user, who must also be able to reach it. */
    void own(Path directory) throws IOException, InterruptedException {
        if (prefix.isEmpty()) return;
        execute(Path.of("/"), List.of(program("chown"), "-R", USER + ":" + USER, directory.toString()));
        try {
            run(Path.of("/"), List.of(program("test"), "-x", directory.toString()));
        } catch (IOException unreachable) {
            throw new IOException(
                    "the user " + USER + " cannot reach " + directory
                            + ": every directory above it needs the x permission for others",
                    unreachable);
        }
    }

    private static boolean exists() throws IOException {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.anyMatch(line -> line.startsWith(USER + ":"));
        }
    }

    private static void create() throws IOException, InterruptedException {
        try {
            execute(
                    Path.of("/"),
                    List.of(
                            program("useradd"),
                            "--system",
                            "--user-group",
                            "--no-create-home",
                            "--home-dir",
                            "/nonexistent",
                            "--shell",
                            "/usr/sbin/nologin",
                            USER));
        } catch (IOException refused) {
            // Another process may have been faster.
            if (!exists()) throw refused;
        }
    }

    private static String program(String name) throws IOException {
        for (String directory : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
            Path candidate = Path.of(directory, name);
            if (Files.isExecutable(candidate)) return candidate.toString();
        }
        throw new IOException("the program " + name + " is missing; PostgreSQL needs it to run as its own user");
    }

    private static String execute(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("coxswain-postgres-", ".out");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // A file, not a pipe: the postmaster inherits it and would keep a pipe open for ever.
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + PATIENCE.toSeconds() + " s");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed (" + process.exitValue() + "): " + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
