package io.coxswain.controlplane.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs that tests are told to use. */
final class Programs {
    private static final Pattern VERSION = Pattern.compile("\"gitVersion\": \"v1\\.(\\d+)");

    private Programs() {}

    /** A kubectl and its minor version. */
    record Kubectl(Path program, int minor) {
        @Override
        public String toString() {
            return "kubectl 1." + minor;
        }
    }

    /** The kubectl that {@code COXSWAIN_KUBECTL} names, else the one on the path. */
    static Kubectl kubectl() {
        String named = System.getenv("COXSWAIN_KUBECTL");
        return kubectl(Path.of(named == null ? find("kubectl") : named));
    }

    /** In the long form also all others, of {@code COXSWAIN_KUBECTLS}: paths with a colon between them. */
    static List<Kubectl> kubectls() {
        String others = Objects.requireNonNullElse(System.getenv("COXSWAIN_KUBECTLS"), "");
        if (!Boolean.getBoolean("coxswain.long") || others.isEmpty()) return List.of(kubectl());
        return Stream.concat(
                        Stream.of(kubectl()), Stream.of(others.split(":", -1)).map(path -> kubectl(Path.of(path))))
                .distinct()
                .toList();
    }

    private static Kubectl kubectl(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "version", "--client", "-o", "json").start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(told);
            if (!version.find()) throw new IllegalStateException(program + " tells no version: " + told);
            return new Kubectl(program.toRealPath(), Integer.parseInt(version.group(1)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String find(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .map(directory -> Path.of(directory, name))
                .filter(java.nio.file.Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " on the PATH"))
                .toString();
    }
}
