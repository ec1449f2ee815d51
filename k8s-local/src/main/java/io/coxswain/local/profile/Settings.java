package io.coxswain.local.profile;

import io.coxswain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** What a profile keeps from its first start on, so that addresses and URLs stay. */
public record Settings(Ports ports, Ranges ranges, String gatewayAddress) {
    public static Optional<Settings> read(Profile profile) {
        return read(profile.settings());
    }

    /** The settings of all other profiles in the same home, running or not. */
    public static List<Settings> ofOthers(Profile profile) {
        if (!Files.isDirectory(profile.home())) return List.of();
        try (var directories = Files.list(profile.home())) {
            List<Settings> others = new ArrayList<>();
            for (Path directory : directories.sorted().toList()) {
                if (Files.isDirectory(directory) && !directory.equals(profile.data())) {
                    read(directory.resolve("profile.json")).ifPresent(others::add);
                }
            }
            return others;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + profile.home(), e);
        }
    }

    private static Optional<Settings> read(Path file) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Settings.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new LocalException(file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public void write(Profile profile) {
        Path file = profile.settings();
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".profile", ".new");
            Files.write(temporary, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    public String apiUrl() {
        return "https://127.0.0.1:" + ports.api();
    }

    public String gatewayUrl() {
        return ports.http() == 80 ? "http://localhost" : "http://localhost:" + ports.http();
    }

    public String secureGatewayUrl() {
        return ports.https() == 443 ? "https://localhost" : "https://localhost:" + ports.https();
    }
}
