package io.coxswain.controlplane.http;

import io.coxswain.controlplane.TestControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The kubectl of the machine: the one that {@code COXSWAIN_KUBECTL} names, else the one on the path. */
public final class Kubectl {
    private final Path kubeconfig;
    private final Path home;

    Kubectl(TestControlPlane controlPlane, Path home) {
        this(controlPlane.kubeconfig(), home);
    }

    public Kubectl(Path kubeconfig, Path home) {
        this.kubeconfig = kubeconfig;
        this.home = home;
    }

    public record Output(int code, String out, String err) {}

    public Output run(String... arguments) {
        return runWith("", arguments);
    }

    /** With a standard input. */
    Output runWith(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(home, "out", "");
            Path err = Files.createTempFile(home, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("HOME", home.toString());
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String program() {
        return Objects.requireNonNullElse(System.getenv("COXSWAIN_KUBECTL"), "kubectl");
    }
}
