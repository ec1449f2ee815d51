package io.coxswain.local;

import io.coxswain.local.component.Component;
import io.coxswain.local.component.Components;
import io.coxswain.local.component.Environment;
import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.local.step.ProgressFile;
import io.coxswain.local.step.Step;
import io.coxswain.local.step.StepRunner;
import io.coxswain.pki.ClusterPki;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that holds every service of one cluster, until it is told to end (SIGTERM). */
public final class LocalServer {
    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);
    private static final Duration NODE_PATIENCE = Duration.ofMinutes(2);

    private final Profile profile;
    private final String build;
    private final Deque<Started> running = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    private record Started(String name, Component.Running component) {}

    private LocalServer(Profile profile, String build) {
        this.profile = profile;
        this.build = build;
    }

    /** Arguments: the profile and the directory of the build that this process runs. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Profile profile = Profile.named(arguments[0], System.getenv());
        try (FileChannel channel = FileChannel.open(
                        profile.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock only = channel.tryLock()) {
            if (only == null) throw new LocalException("profile " + profile.name() + " runs already");
            new LocalServer(profile, arguments[1]).run();
        }
    }

    private void run() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close();
                            Instance.forget(profile);
                            ended.countDown();
                        },
                        "shutdown"));
        Instance.ofThisProcess(build, false).write(profile);
        ProgressFile progress = new ProgressFile(profile);
        progress.clear();
        try {
            new StepRunner(progress).run(plan());
        } catch (LocalException e) {
            log.error("the start failed: {}", e.getMessage(), e);
            System.exit(1);
        }
        Instance.ofThisProcess(build, true).write(profile);
        log.info("cluster {} is ready", profile.clusterName());
        ended.await();
    }

    private List<List<Step>> plan() {
        Settings settings = Settings.read(profile)
                .orElseThrow(() -> new LocalException("profile " + profile.name() + " was never started"));
        ClusterPki pki = ClusterPki.openOrCreate(profile.pki());
        Environment environment = new Environment(
                profile, settings, pki, DockerEngine.find(System.getenv()).host());
        List<List<Step>> plan = new ArrayList<>();
        for (List<Component> stage : Components.STAGES) {
            plan.add(stage.stream()
                    .map(component -> new Step(component.name(), () -> start(component, environment)))
                    .toList());
        }
        plan.add(Nodes.read(profile).names().stream()
                .map(node -> new Step("Node " + node + " Ready", () -> awaitNode(node, settings, pki)))
                .toList());
        return plan;
    }

    private String start(Component component, Environment environment) throws Exception {
        Component.Running started = component.start(environment);
        lock.lock();
        try {
            if (!closed) {
                running.push(new Started(component.name(), started));
                return "";
            }
        } finally {
            lock.unlock();
        }
        started.close();
        throw new LocalException("stopped during the start");
    }

    private String awaitNode(String node, Settings settings, ClusterPki pki) throws IOException, InterruptedException {
        try (ApiProbe api =
                new ApiProbe(settings.apiUrl(), pki.clientCertificate("coxswain-admin", List.of("system:masters")))) {
            if (api.awaitReadyNode(node, NODE_PATIENCE)) return "";
        }
        throw new LocalException("node " + node + " did not become Ready within " + NODE_PATIENCE.toSeconds()
                + " s, see " + profile.log().resolve("coxswain.log"));
    }

    /** Closes what was started, the last first: nothing loses what it stands on. */
    private void close() {
        lock.lock();
        try {
            closed = true;
            while (!running.isEmpty()) {
                Started last = running.pop();
                try {
                    last.component().close();
                } catch (Exception e) {
                    log.error("{} did not close well", last.name(), e);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
