package io.coxswain.local.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.regex.Pattern;

/** One cluster of this machine: its name and where its files are. */
public record Profile(String name, Path home, Path state) {
    public static final String DEFAULT = "default";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    public Profile {
        if (!NAME.matcher(name).matches()) {
            throw new LocalException("profile \"" + name
                    + "\": use at most 32 lower case letters, digits and \"-\", with a letter or digit at both ends");
        }
    }

    /** {@code environment} names the home directory by COXSWAIN_HOME, else {@code ~/.coxswain}. */
    public static Profile named(String name, Map<String, String> environment) {
        String home = environment.getOrDefault("COXSWAIN_HOME", "");
        Path directory = home.isBlank()
                ? Path.of(environment.getOrDefault("HOME", "/root"), ".coxswain")
                : Path.of(home).toAbsolutePath();
        return new Profile(name, directory.normalize(), Path.of("/var/lib/coxswain", name));
    }

    /** Also the names of the node, of the kubeconfig's entries and the value of the containers' cluster label. */
    public String clusterName() {
        return name.equals(DEFAULT) ? "coxswain" : "coxswain-" + name;
    }

    public Path data() {
        return home.resolve(name);
    }

    public Path pki() {
        return data().resolve("pki");
    }

    /**
     * PostgreSQL runs as a user of its own where the launcher is root, and that user cannot enter a private home
     * directory: then its files go beside the node's state.
     */
    public Path database() {
        return (openToAll(home) ? data() : state).resolve("postgres");
    }

    /** PostgreSQL's programs, shared by the profiles; no profile can have this name. */
    public Path databasePrograms() {
        return openToAll(home) ? home.resolve(".programs") : state.resolveSibling(".programs");
    }

    private static boolean openToAll(Path directory) {
        if (!System.getProperty("user.name", "").equals("root")) return true;
        try {
            for (Path each = directory; each != null; each = each.getParent()) {
                if (Files.exists(each)
                        && !Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE))
                    return false;
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + directory, e);
        }
    }

    public Path run() {
        return data().resolve("run");
    }

    public Path log() {
        return data().resolve("log");
    }

    Path settings() {
        return data().resolve("profile.json");
    }
}
