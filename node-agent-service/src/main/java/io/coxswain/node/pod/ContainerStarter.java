package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.node.image.ImageReference;
import io.coxswain.node.image.ImageRequest;
import io.coxswain.node.image.ImageState;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.ImageSnapshot;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts one run of one container, and says why where it cannot. */
final class ContainerStarter {
    /** Configurations that lack something are tried again after so long: nobody tells when it appears. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final NodeServices services;
    private final ContainerSpecs specs;

    ContainerStarter(NodeServices services) {
        this.services = services;
        this.specs = new ContainerSpecs(services);
    }

    /** The state of the image; the first request for an image that is not there begins to pull it. */
    ImageState image(Pod pod, DeclaredContainer declared, RestartDecision.Run run) {
        Container container = declared.spec();
        String policy = container.getImagePullPolicy();
        if (policy == null || policy.isEmpty()) policy = defaultPolicy(container.getImage());
        String uid = pod.getMetadata().getUid();
        return services.images()
                .ensure(new ImageRequest(
                        uid,
                        uid + "/" + container.getName() + "/" + run.restartCount(),
                        container.getImage(),
                        policy,
                        declared.subject(pod),
                        () -> new ImageLogins(services.objects(), services.events()).of(pod, container.getImage())));
    }

    static String defaultPolicy(String image) {
        try {
            return ImageReference.parse(image).isLatest() ? "Always" : "IfNotPresent";
        } catch (IllegalArgumentException invalid) {
            return "IfNotPresent";
        }
    }

    /** Empty when the container was started. */
    Optional<Waiting> start(
            PodRun podRun,
            DeclaredContainer container,
            PodSandbox sandbox,
            RestartDecision.Run run,
            ImageSnapshot image,
            Map<String, Path> volumes,
            List<ContainerSnapshot> runs) {
        Pod pod = podRun.pod();
        Subject subject = container.subject(pod);
        String id;
        try {
            ContainerSpec spec = specs.of(pod, container, sandbox, run, image, volumes);
            removeAllButLast(run, runs);
            id = services.runtime().createContainer(spec);
        } catch (ConfigError | ApiException | IOException error) {
            return failed(subject, "CreateContainerConfigError", String.valueOf(error.getMessage()));
        } catch (RuntimeFault fault) {
            return failed(subject, "CreateContainerError", fault.reason());
        }
        services.events().normal(subject, "Created", "Container created");
        try {
            services.runtime().start(id);
        } catch (RuntimeFault fault) {
            return failed(
                    subject,
                    "RunContainerError",
                    "failed to start container \"" + container.name() + "\": " + fault.reason());
        }
        services.events().normal(subject, "Started", "Container started");
        podRun.hooks().started(container, id, sandbox.address());
        return Optional.empty();
    }

    /** One run is kept beside the new one, for its log and its last state. */
    private void removeAllButLast(RestartDecision.Run run, List<ContainerSnapshot> runs) {
        for (ContainerSnapshot old : runs) {
            if (old.restartCount() < run.restartCount() - 1
                    || old.restartCount() == run.restartCount()
                    || !PodContainers.isOver(old)) services.runtime().remove(old.id());
        }
    }

    private Optional<Waiting> failed(Subject subject, String reason, String message) {
        services.events().warning(subject, "Failed", "Error: " + message);
        return Optional.of(new Waiting(reason, message, RETRY));
    }
}
