package io.coxswain.controlplane.encryption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * The key that wraps the data keys, as base64 in a file that only its owner may read. Whoever has the database alone
 * cannot read Secrets; whoever loses the file has lost them.
 */
final class KeyFile {
    private final Path file;
    private final AesGcm aes;

    KeyFile(Path file, AesGcm aes) {
        this.file = file;
        this.aes = aes;
    }

    Path path() {
        return file;
    }

    /** Empty where there is no such file. */
    Optional<SecretKey> read() {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return Optional.of(AesGcm.key(Base64.getDecoder().decode(text)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IllegalArgumentException notAKey) {
            throw new IllegalStateException(
                    file + " does not hold the key of this cluster's Secrets (32 bytes in base64); put it back from"
                            + " where you keep a copy",
                    notAKey);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "the key of this cluster's Secrets cannot be read from " + file + ": " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Makes the file, unless another process was first. It appears whole or not at all, also after a crash. */
    SecretKey create() {
        try {
            Files.createDirectories(file.getParent());
            Path written = Files.createTempFile(
                    file.getParent(),
                    ".secrets",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(written, Base64.getEncoder().encodeToString(aes.newKey()) + "\n");
                try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.createLink(file, written);
            } catch (FileAlreadyExistsException _) {
                // Theirs counts.
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make the key of Secrets in " + file, failed);
        }
        return read().orElseThrow();
    }
}
