package io.coxswain.node.image;

import io.coxswain.client.EventRecorder;
import io.coxswain.node.image.ImageState.Missing;
import io.coxswain.node.image.ImageState.Present;
import io.coxswain.node.image.ImageState.Pulling;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ImageSnapshot;
import io.coxswain.node.runtime.RegistryLogin;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.reconcile.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings images to the node. Asking never blocks on a registry: a pull goes on aside and wakes the Pod at its end. Five
 * pulls run at once, the others wait in order; a failed one is repeated after 10 s, doubling to 5 minutes.
 */
public final class ImagePuller {
    private static final Logger log = LoggerFactory.getLogger(ImagePuller.class);
    private static final int AT_ONCE = 5;
    private static final int REMEMBERED = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Backoff BACK_OFF = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** For so long a fresh failure is told as itself, before the container is told to back off. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final ContainerRuntime runtime;
    private final PulledImages record;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Consumer<String> wakePod;
    private final Semaphore slots = new Semaphore(AT_ONCE, true);
    private final Map<String, ImageSnapshot> known = new ConcurrentHashMap<>();
    private final Map<String, Pull> pulls = new ConcurrentHashMap<>();

    private record Pull(
            ImageRequest request, int failures, @Nullable Ended ended) {}

    /** @param error empty after success */
    private record Ended(String error, Instant when) {}

    /** {@code wakePod} gets the uid of a Pod whose pull has ended. */
    public ImagePuller(
            ContainerRuntime runtime,
            PulledImages record,
            EventRecorder events,
            InstantSource clock,
            Consumer<String> wakePod) {
        this.record = record;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
        this.wakePod = wakePod;
    }

    public ImageState ensure(ImageRequest request) {
        ImageReference reference;
        try {
            reference = ImageReference.parse(request.image());
        } catch (IllegalArgumentException invalid) {
            String why = "Failed to apply default image tag \"" + request.image() + "\": " + invalid.getMessage();
            events.warning(request.container(), "InspectFailed", why);
            return new Missing("InvalidImageName", why, clock.instant().plus(Duration.ofMinutes(1)));
        }
        String image = reference.complete();
        Pull pull = pulls.get(request.run());
        Ended ended = pull == null ? null : pull.ended();
        if (pull != null && ended == null) return new Pulling();
        boolean pulled = ended != null && ended.error().isEmpty();
        if (pulled || !request.policy().equals("Always")) {
            Optional<ImageSnapshot> present = runtime.findImage(image);
            if (present.isPresent()) return present(request, present.get(), pulled);
        }
        if (request.policy().equals("Never")) return never(request);
        return pull == null || ended == null || pulled ? pull(request, image, 0) : retry(pull, ended, image);
    }

    private ImageState present(ImageRequest request, ImageSnapshot image, boolean pulled) {
        pulls.remove(request.run());
        if (!pulled) {
            events.normal(
                    request.container(),
                    "Pulled",
                    "Container image \"" + request.image()
                            + "\" already present on machine and can be accessed by the pod");
        }
        return new Present(image);
    }

    private ImageState never(ImageRequest request) {
        String why = "Container image \"" + request.image() + "\" is not present with pull policy of Never";
        events.warning(request.container(), "ErrImageNeverPull", why);
        return new Missing("ErrImageNeverPull", why, clock.instant().plus(Duration.ofSeconds(20)));
    }

    private ImageState retry(Pull pull, Ended ended, String image) {
        Instant now = clock.instant();
        Instant again = ended.when().plus(BACK_OFF.delay(pull.failures()));
        if (!now.isBefore(again)) return pull(pull.request(), image, pull.failures());
        String failed = "failed to pull image \"" + pull.request().image() + "\": " + ended.error();
        Instant stale = ended.when().plus(FRESH);
        if (now.isBefore(stale)) return new Missing("ErrImagePull", failed, stale);
        String backOff = "Back-off pulling image \"" + pull.request().image() + "\"";
        events.normal(pull.request().container(), "BackOff", backOff);
        return new Missing("ImagePullBackOff", backOff + ": ErrImagePull: " + failed, again);
    }

    private ImageState pull(ImageRequest request, String image, int failures) {
        pulls.put(request.run(), new Pull(request, failures, null));
        Thread.ofVirtual().name("pull " + image).start(() -> run(request, image, failures));
        return new Pulling();
    }

    private void run(ImageRequest request, String image, int failures) {
        Instant asked = clock.instant();
        String error = "";
        try {
            slots.acquire();
            try {
                events.normal(request.container(), "Pulling", "Pulling image \"" + request.image() + "\"");
                Instant began = clock.instant();
                boolean there = runtime.findImage(image).isPresent();
                pull(request, image);
                // What the machine's user had under this name may come from that user.
                if (!there) runtime.findImage(image).ifPresent(found -> record.pulled(found.id()));
                told(request, image, asked, began);
            } finally {
                slots.release();
            }
        } catch (InterruptedException stopped) {
            error = "the pull was interrupted";
        } catch (RuntimeFault fault) {
            error = fault.reason();
            events.warning(request.container(), "Failed", "Failed to pull image \"" + request.image() + "\": " + error);
            events.warning(request.container(), "Failed", "Error: ErrImagePull");
        } catch (RuntimeException fault) {
            // Whatever it is, a pull that does not end would keep its Pod waiting for ever.
            error = String.valueOf(fault.getMessage());
            log.warn("The pull of {} failed", image, fault);
        }
        var ended = new Pull(request, error.isEmpty() ? 0 : failures + 1, new Ended(error, clock.instant()));
        pulls.computeIfPresent(request.run(), (_, _) -> ended);
        wakePod.accept(request.podUid());
    }

    private void pull(ImageRequest request, String image) throws InterruptedException {
        List<RegistryLogin> logins = request.logins().get();
        if (logins.isEmpty()) runtime.pull(image, null, PATIENCE);
        for (int at = 0; at < logins.size(); at++) {
            try {
                runtime.pull(image, logins.get(at), PATIENCE);
                return;
            } catch (RuntimeFault refused) {
                if (at == logins.size() - 1) throw refused;
            }
        }
    }

    private void told(ImageRequest request, String image, Instant asked, Instant began) {
        Instant now = clock.instant();
        long size = runtime.findImage(image).map(ImageSnapshot::sizeBytes).orElse(0L);
        events.normal(
                request.container(),
                "Pulled",
                "Successfully pulled image \"" + request.image() + "\" in " + seconds(began, now) + " ("
                        + seconds(asked, now) + " including waiting). Image size: " + size + " bytes.");
    }

    private static String seconds(Instant from, Instant to) {
        long millis = Duration.between(from, to).toMillis();
        return millis < 1000 ? millis + "ms" : millis / 1000 + "." + "%03d".formatted(millis % 1000) + "s";
    }

    /** The digest under which an image can be found in the registry again; empty for one that was made here. */
    public Optional<String> digestOf(String imageId, String repository) {
        Optional<ImageSnapshot> image =
                known.containsKey(imageId) ? Optional.ofNullable(known.get(imageId)) : runtime.findImage(imageId);
        image.ifPresent(found -> {
            if (known.size() >= REMEMBERED) known.clear();
            known.put(imageId, found);
        });
        return image.flatMap(found -> found.digests().stream()
                .filter(digest -> digest.startsWith(repository + "@"))
                .findFirst()
                .or(() -> found.digests().stream().findFirst()));
    }

    /** The Pod is gone: what it waited for does not matter any more. */
    public void forget(String podUid) {
        pulls.values().removeIf(pull -> pull.request().podUid().equals(podUid));
    }
}
