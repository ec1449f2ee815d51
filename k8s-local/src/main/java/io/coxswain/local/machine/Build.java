package io.coxswain.local.machine;

import io.coxswain.local.profile.LocalException;
import java.nio.file.Path;
import java.util.Map;

/** The build that this command belongs to: the directory of its class path, and the Java and script to run it. */
public record Build(Path directory, Path java, Path supervise) {
    public static Build ofThisCommand(Map<String, String> environment) {
        return new Build(
                variable(environment, "COXSWAIN_BUILD"),
                variable(environment, "COXSWAIN_JAVA"),
                variable(environment, "COXSWAIN_SUPERVISE"));
    }

    public Path aotCache() {
        return directory.resolve("coxswain.aot");
    }

    private static Path variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) throw new LocalException(name + " is not set: use the script k8s-local/coxswain");
        return Path.of(value);
    }
}
