package io.coxswain.node.pod;

import io.coxswain.node.probe.HttpGet;
import io.coxswain.node.probe.ProbeTarget;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Execution;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one Pod do right after their start and right before their end. A run that this agent did not
 * start itself counts as through with its start.
 */
final class LifecycleHooks implements AutoCloseable {
    private static final String AGENT = "kube-lifecycle/1.36";
    private static final Duration HTTP_PATIENCE = Duration.ofSeconds(30);

    private enum State {
        RUNS,
        FAILED
    }

    private final NodeServices services;
    private final Runnable wake;
    private final BiConsumer<DeclaredContainer, String> failed;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Thread> starts = new ConcurrentHashMap<>();

    /**
     * @param wake runs when a hook has ended
     * @param failed gets the reason of the event of each hook that failed
     */
    LifecycleHooks(NodeServices services, Runnable wake, BiConsumer<DeclaredContainer, String> failed) {
        this.services = services;
        this.wake = wake;
        this.failed = failed;
    }

    /** Begins the hook of a run that has just been started. */
    void started(DeclaredContainer container, String id, String podAddress) {
        Lifecycle lifecycle = container.spec().getLifecycle();
        LifecycleHandler handler = lifecycle == null ? null : lifecycle.getPostStart();
        if (handler == null) return;
        states.put(id, State.RUNS);
        var target = new ProbeTarget(id, container.spec(), podAddress);
        Thread thread = Thread.ofVirtual().name("postStart " + container.name()).unstarted(() -> {
            try {
                run(handler, target);
                states.remove(id);
            } catch (IOException | RuntimeException failure) {
                failed.accept(container, "FailedPostStartHook");
                states.put(id, State.FAILED);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            starts.remove(id);
            wake.run();
        });
        starts.put(id, thread);
        thread.start();
    }

    boolean isThrough(String containerId) {
        return !states.containsKey(containerId);
    }

    boolean hasFailed(String containerId) {
        return states.get(containerId) == State.FAILED;
    }

    /** The hook before the end of a run, or null; it ends when its thread is interrupted. */
    @Nullable Runnable beforeEnd(DeclaredContainer container, String id, String podAddress) {
        Lifecycle lifecycle = container.spec().getLifecycle();
        LifecycleHandler handler = lifecycle == null ? null : lifecycle.getPreStop();
        if (handler == null) return null;
        var target = new ProbeTarget(id, container.spec(), podAddress);
        return () -> {
            try {
                run(handler, target);
            } catch (IOException | RuntimeException failure) {
                failed.accept(container, "FailedPreStopHook");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void run(LifecycleHandler handler, ProbeTarget target) throws IOException, InterruptedException {
        if (handler.getExec() != null) {
            var streams = ExecStreams.output(OutputStream.nullOutputStream());
            var command = handler.getExec().getCommand();
            try (var execution = services.runtime().exec(target.containerId(), command, streams)) {
                int code = awaited(execution);
                if (code != 0) throw new IOException("command exited with " + code);
            }
        } else if (handler.getHttpGet() != null) {
            new HttpGet(services.network().namespace()::dial, AGENT)
                    .status(handler.getHttpGet(), target, HTTP_PATIENCE);
        } else if (handler.getSleep() != null) {
            new CountDownLatch(1).await(handler.getSleep().getSeconds(), TimeUnit.SECONDS);
        } else {
            throw new IOException("invalid handler");
        }
    }

    private static int awaited(Execution execution) throws IOException, InterruptedException {
        try {
            return execution.awaitExitCode();
        } catch (InterruptedException ended) {
            execution.kill();
            throw ended;
        }
    }

    void forget(PodContainers there) {
        var ids = there.all().stream().map(ContainerSnapshot::id).collect(Collectors.toSet());
        states.keySet().retainAll(ids);
        starts.forEach((id, hook) -> {
            if (!ids.contains(id)) hook.interrupt();
        });
    }

    @Override
    public void close() {
        starts.values().forEach(Thread::interrupt);
    }
}
