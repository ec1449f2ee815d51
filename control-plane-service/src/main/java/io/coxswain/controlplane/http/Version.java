package io.coxswain.controlplane.http;

import io.coxswain.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Which Kubernetes this is compatible with. */
public final class Version {
    public static final String MAJOR = "1";
    public static final String MINOR = "36";
    public static final String GIT = "v1.36.0+coxswain";

    private Version() {}

    static ObjectNode document() {
        String platform = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT) + "/"
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : System.getProperty("os.arch"));
        return Json.object()
                .put("major", MAJOR)
                .put("minor", MINOR)
                .put("emulationMajor", MAJOR)
                .put("emulationMinor", MINOR)
                .put("minCompatibilityMajor", MAJOR)
                .put("minCompatibilityMinor", MINOR)
                .put("gitVersion", GIT)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", platform);
    }
}
