package io.coxswain.join;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.KubeconfigText;
import io.coxswain.client.WireApi;
import io.coxswain.pki.Identity;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this machine is in the cluster, as a kubeconfig file says it. A machine that may join makes that file itself, and
 * has its certificate renewed when a third of its life is left.
 */
public final class KeptIdentity implements Supplier<Kubeconfig>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeptIdentity.class);
    private static final String AGENT = "coxswain-join";
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private final Path file;
    private final Membership member;
    private final Clock clock;
    private final AtomicReference<Kubeconfig> current;
    private final List<Runnable> renewed = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer;

    private KeptIdentity(Path file, Membership member, Clock clock, Kubeconfig current, boolean renews) {
        this.file = file;
        this.member = member;
        this.clock = clock;
        this.current = new AtomicReference<>(current);
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("identity-renewal").factory());
        if (renews) renewIn(Duration.ZERO);
    }

    /**
     * Reads the file, or joins and writes it where it is not there or its certificate has ended.
     *
     * @param how null where the file is made and kept by others
     */
    public static KeptIdentity open(Path file, @Nullable JoinSettings how, Membership member, Clock clock) {
        if (how == null) return new KeptIdentity(file, member, clock, Kubeconfig.read(file), false);
        if (Files.exists(file)) {
            Kubeconfig kept = Kubeconfig.read(file);
            boolean good = clock.instant()
                    .isBefore(kept.identity().certificate().getNotAfter().toInstant());
            if (good) return new KeptIdentity(file, member, clock, kept, true);
        }
        try {
            return new KeptIdentity(file, member, clock, obtain(how.bootstrap(), file, member), true);
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot join the cluster: " + refused.getMessage(), refused);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining the cluster", stop);
        }
    }

    /** As it is now. */
    @Override
    public Kubeconfig get() {
        return current.get();
    }

    /** Called after each renewal. */
    public void onRenewal(Runnable listener) {
        renewed.add(listener);
    }

    private void renewWhenDue() {
        Duration next = LOOK_AGAIN;
        try {
            Kubeconfig now = current.get();
            if (clock.instant().isBefore(now.identity().renewAt())) {
                Duration left = Duration.between(clock.instant(), now.identity().renewAt());
                next = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
            } else {
                current.set(obtain(now, file, member));
                log.info("The certificate of {} is renewed", member.commonName());
                renewed.forEach(Runnable::run);
            }
        } catch (IOException | ApiException | UncheckedIOException failure) {
            log.warn("The certificate of {} cannot be renewed yet: {}", member.commonName(), failure.getMessage());
            next = TRY_AGAIN;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return;
        }
        renewIn(next);
    }

    private void renewIn(Duration delay) {
        if (timer.isShutdown()) return;
        var _ = timer.schedule(this::renewWhenDue, delay.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private static Kubeconfig obtain(Kubeconfig as, Path file, Membership member)
            throws IOException, InterruptedException {
        try (WireApi api = WireApi.of(as, AGENT)) {
            Identity identity = CertificateOnRequest.obtain(api, member, as.authority());
            write(file, KubeconfigText.of("coxswain", as.server().toString(), identity));
            return Kubeconfig.read(file);
        } catch (ApiException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** Whole or not at all, and for its owner alone. */
    private static void write(Path file, String text) throws IOException {
        Path directory = Files.createDirectories(
                Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory"));
        Path temporary = Files.createTempFile(
                directory,
                ".joining",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
