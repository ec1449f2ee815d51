package io.coxswain.node.runtime;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Docker's image store, which the node shares with the machine's user. */
final class DockerImages {
    private final DockerEngine engine;
    private final Deadlines deadlines;

    DockerImages(DockerEngine engine, Deadlines deadlines) {
        this.engine = engine;
        this.deadlines = deadlines;
    }

    Optional<ImageSnapshot> find(String reference) {
        try {
            return Optional.of(read(deadlines.call(
                    "inspect image " + reference,
                    Duration.ofSeconds(30),
                    () -> engine.client().inspectImageCmd(reference).exec())));
        } catch (RuntimeFault fault) {
            if (fault.is(Sort.NOT_FOUND)) return Optional.empty();
            throw fault;
        }
    }

    private static ImageSnapshot read(InspectImageResponse image) {
        var config = image.getConfig();
        String user = config == null ? null : config.getUser();
        Long size = image.getSize();
        return new ImageSnapshot(
                Objects.requireNonNullElse(image.getId(), ""),
                Objects.requireNonNullElse(image.getRepoDigests(), List.of()),
                Objects.requireNonNullElse(user, ""),
                size == null ? 0 : size);
    }

    void pull(String reference, @Nullable RegistryLogin login, Duration patience) throws InterruptedException {
        var progress = new PullProgress();
        try (progress) {
            var command = engine.client().pullImageCmd(reference);
            if (login != null) command.withAuthConfig(auth(login));
            command.exec(progress);
            if (!progress.awaitEnd(patience)) {
                throw new RuntimeFault(
                        Sort.DEADLINE, "pull of " + reference + " not complete within " + patience.toMinutes() + "m");
            }
        } catch (DockerException failure) {
            throw EngineFaults.of(failure);
        }
        progress.throwFailure();
    }

    private static AuthConfig auth(RegistryLogin login) {
        var auth = new AuthConfig().withRegistryAddress(login.registry());
        return login.identityToken().isEmpty()
                ? auth.withUsername(login.username()).withPassword(login.password())
                : auth.withIdentityToken(login.identityToken());
    }
}
