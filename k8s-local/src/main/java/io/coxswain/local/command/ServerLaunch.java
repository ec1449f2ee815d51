package io.coxswain.local.command;

import io.coxswain.local.machine.Build;
import io.coxswain.local.machine.FileChanges;
import io.coxswain.local.machine.Heap;
import io.coxswain.local.machine.Supervisor;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.step.ProgressFile;
import io.coxswain.local.step.StepEvent;
import io.coxswain.local.step.StepListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts the server process in the background and follows its steps until it is ready. */
final class ServerLaunch {
    private final Profile profile;
    private final StepListener listener;
    private final Duration patience;
    private final Heap heap;
    private int seen;
    private boolean failed;

    ServerLaunch(Profile profile, StepListener listener, int timeoutSeconds, Heap heap) {
        this.profile = profile;
        this.listener = listener;
        this.patience = Duration.ofSeconds(timeoutSeconds);
        this.heap = heap;
    }

    void run(Build build) {
        ProgressFile progress = new ProgressFile(profile);
        try {
            for (Path directory : List.of(profile.run(), profile.log())) Files.createDirectories(directory);
            if (Supervisor.running(profile).isEmpty()
                    && Instance.running(profile).isEmpty()) {
                progress.clear();
                Instance.forget(profile);
                Supervisor.launch(profile, build, heap);
            }
            boolean settled = FileChanges.await(profile.run(), patience, () -> settled(progress));
            follow(progress);
            if (Instance.running(profile).map(Instance::ready).orElse(false)) return;
            if (!settled) {
                throw new LocalException("not ready after " + patience.toSeconds() + " s; it goes on, see " + log());
            }
        } catch (IOException e) {
            throw new LocalException("cannot start in " + profile.data() + ": " + e.getMessage(), e);
        }
        throw new LocalException("the cluster did not start, see " + log());
    }

    private boolean settled(ProgressFile progress) throws IOException {
        follow(progress);
        return failed
                || Instance.running(profile).map(Instance::ready).orElse(false)
                || (Supervisor.running(profile).isEmpty()
                        && Instance.running(profile).isEmpty());
    }

    private void follow(ProgressFile progress) throws IOException {
        List<StepEvent> events = progress.read(seen);
        seen += events.size();
        for (StepEvent event : events) {
            failed |= event instanceof StepEvent.Failed;
            listener.on(event);
        }
    }

    private String log() {
        return profile.log().resolve("coxswain.log") + " and " + profile.log().resolve("jvm.log");
    }
}
