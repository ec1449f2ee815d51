package io.coxswain.pki;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Identities as files, key and certificates in one so that both change together. A file appears whole or not at all,
 * also after a crash; keys are readable by their owner only.
 */
final class IdentityFiles {
    private final Path directory;

    private IdentityFiles(Path directory) {
        this.directory = directory;
    }

    static IdentityFiles in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new IdentityFiles(directory);
    }

    Optional<Identity> read(String name) throws IOException {
        String text;
        try {
            text = Files.readString(file(name));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        int authority = text.lastIndexOf("-----BEGIN CERTIFICATE-----");
        if (authority < 0) throw new IOException(file(name) + " holds no certificate");
        return Optional.of(new Identity(
                Pem.readPrivateKey(text), Pem.readCertificate(text), Pem.readCertificate(text.substring(authority))));
    }

    /** Keeps {@code identity} unless another process was first; gives the one that is kept. */
    Identity create(String name, Identity identity) throws IOException {
        Path written = write(name, text(identity), "rw-------");
        try {
            Files.createLink(file(name), written);
            return identity;
        } catch (FileAlreadyExistsException e) {
            return read(name).orElseThrow(() -> e);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** The text kept under the name; what {@code make} gives where there is none, unless another process was first. */
    String textOrCreate(String name, Supplier<String> make) throws IOException {
        if (Files.exists(file(name))) return Files.readString(file(name));
        Path written = write(name, make.get(), "rw-------");
        try {
            Files.createLink(file(name), written);
        } catch (FileAlreadyExistsException _) {
            // The other process's text is as good as ours.
        } finally {
            Files.deleteIfExists(written);
        }
        return Files.readString(file(name));
    }

    void replace(String name, Identity identity) throws IOException {
        Path written = write(name, text(identity), "rw-------");
        Files.move(written, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes what everybody may read. */
    void publish(String fileName, String text) throws IOException {
        Path target = directory.resolve(fileName);
        if (Files.exists(target) && Files.readString(target).equals(text)) return;
        Path written = write(fileName, text, "rw-r--r--");
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String text(Identity identity) {
        return identity.keyPem() + identity.certificatePem() + identity.authorityPem();
    }

    private Path file(String name) {
        return directory.resolve(name + ".pem");
    }

    private Path write(String name, String text, String permissions) throws IOException {
        Path temporary = Files.createTempFile(directory, "." + name, ".new");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
        Files.writeString(temporary, text);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return temporary;
    }
}
