package io.coxswain.node.network;

import io.coxswain.json.Json;
import io.coxswain.node.linux.Ipv4Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * One small file for each sandbox, replaced as a whole, and one for the node's own address. They are not forced to
 * disk: a crash of the process loses nothing, and a crash of the machine ends the sandboxes too. A file that cannot be
 * read is set aside under another name and told in the log.
 */
final class CheckpointFiles {
    private static final Logger log = LoggerFactory.getLogger(CheckpointFiles.class);
    private static final String SUFFIX = ".json";

    private final Path sandboxes;
    private final Path node;

    CheckpointFiles(Path directory) {
        sandboxes = directory.resolve("sandboxes");
        node = directory.resolve("node" + SUFFIX);
        try {
            Files.createDirectories(sandboxes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Optional<Ipv4Address> nodeAddress() {
        if (!Files.exists(node)) return Optional.empty();
        try {
            return Optional.of(Ipv4Address.parse(
                    Json.parseObject(Files.readAllBytes(node)).path("address").asString("")));
        } catch (IOException | JacksonException | IllegalArgumentException corrupt) {
            setAside(node, String.valueOf(corrupt.getMessage()));
            return Optional.empty();
        }
    }

    void nodeAddress(Ipv4Address address) {
        ObjectNode content = Json.object();
        content.put("address", address.toString());
        write(node, Json.bytes(content));
    }

    List<Checkpoint> readAll() {
        List<Checkpoint> checkpoints = new ArrayList<>();
        try (var files = Files.newDirectoryStream(sandboxes, "*" + SUFFIX)) {
            for (Path file : files) read(file).ifPresent(checkpoints::add);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return checkpoints;
    }

    void write(Checkpoint checkpoint) {
        write(file(checkpoint.sandboxId()), Json.MAPPER.writeValueAsBytes(checkpoint));
    }

    void delete(String sandboxId) {
        try {
            Files.deleteIfExists(file(sandboxId));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void deleteAll() {
        if (!Files.exists(sandboxes)) return;
        try (var files = Files.newDirectoryStream(sandboxes)) {
            for (Path file : files) Files.deleteIfExists(file);
            Files.deleteIfExists(sandboxes);
            Files.deleteIfExists(node);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void setAside(String sandboxId, String why) {
        setAside(file(sandboxId), why);
    }

    private Optional<Checkpoint> read(Path file) {
        try {
            Checkpoint checkpoint = Json.view(Json.parseObject(Files.readAllBytes(file)), Checkpoint.class);
            if (checkpoint.version() == Checkpoint.VERSION
                    && file.equals(file(checkpoint.sandboxId()))
                    && Ipv4Address.find(checkpoint.address()).isPresent()) {
                return Optional.of(checkpoint);
            }
            setAside(file, "not a checkpoint of version " + Checkpoint.VERSION);
        } catch (IOException | JacksonException | IllegalArgumentException | NullPointerException corrupt) {
            setAside(file, String.valueOf(corrupt.getMessage()));
        }
        return Optional.empty();
    }

    private static void setAside(Path file, String why) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        log.warn("The checkpoint {} is not usable ({}); it is set aside as {}", file, why, aside.getFileName());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write(Path file, byte[] content) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.write(next, content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path file(String sandboxId) {
        if (!sandboxId.matches("[a-zA-Z0-9_.-]{1,128}") || sandboxId.startsWith(".")) {
            throw new IllegalArgumentException("not a sandbox id: " + sandboxId);
        }
        return sandboxes.resolve(sandboxId + SUFFIX);
    }
}
