package io.coxswain.controlplane.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once per version from the archive on the class path. */
final class Binaries {
    private final Path root;

    private Binaries(Path root) {
        this.root = root;
    }

    /** Unpacks below {@code home} what is not there yet; a half-done unpacking is never used. */
    static Binaries unpacked(Path home) throws IOException {
        URL archive = archive();
        Path root = home.resolve("binaries-" + fingerprint(archive));
        if (!Files.isDirectory(root)) {
            Files.createDirectories(home);
            Path partial = Files.createTempDirectory(home, "unpacking-");
            try (InputStream in = archive.openStream()) {
                unpack(in, partial);
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, root, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Binaries(root);
    }

    String program(String name) {
        return root.resolve("bin").resolve(name).toString();
    }

    /** Names the version, so that a newer archive gets a template of its own too. */
    String version() {
        return String.valueOf(root.getFileName()).substring("binaries-".length());
    }

    private static URL archive() throws IOException {
        String machine = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            case String other -> throw new IOException("no PostgreSQL for the processor " + other);
        };
        String name = "postgres-linux-" + machine + ".txz";
        URL archive = Binaries.class.getClassLoader().getResource(name);
        if (archive == null) throw new IOException(name + " is not on the class path");
        return archive;
    }

    private static String fingerprint(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        var crc = new CRC32();
        try (InputStream in = archive.openStream()) {
            crc.update(in.readAllBytes());
        }
        return Long.toHexString(crc.getValue());
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) throw new IOException("path outside of the archive: " + entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.resolveSibling(""));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
