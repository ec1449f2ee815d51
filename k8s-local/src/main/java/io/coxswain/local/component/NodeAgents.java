package io.coxswain.local.component;

import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.machine.FileChanges;
import io.coxswain.local.machine.StateDirectory;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Profile;
import io.coxswain.node.NodeAgentApplication;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The nodes of a local cluster, each with an agent, a network and a state of its own. Those that are listed when it
 * starts run when the start is over; later ones come and go as the list of nodes says.
 */
final class NodeAgents implements Component {
    private static final Logger log = LoggerFactory.getLogger(NodeAgents.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "Node agents";
    }

    @Override
    public Running start(Environment environment) throws IOException {
        var agents = new Agents(environment);
        agents.start(environment.profile().clusterName());
        agents.startOthers();
        Thread follower = Thread.ofVirtual().name("nodes").start(agents::follow);
        return () -> agents.close(follower);
    }

    /** Those that run. */
    private static final class Agents {
        private final Environment environment;
        private final Profile profile;
        private final Map<String, ConfigurableApplicationContext> running = new LinkedHashMap<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final CountDownLatch closed = new CountDownLatch(1);

        Agents(Environment environment) {
            this.environment = environment;
            this.profile = environment.profile();
        }

        void follow() {
            boolean well = true;
            while (closed.getCount() > 0) {
                try {
                    Duration patience = well ? LOOK_AGAIN : RETRY;
                    boolean due = well
                            ? FileChanges.await(profile.data(), patience, this::isDue)
                            : !closed.await(patience.toSeconds(), TimeUnit.SECONDS);
                    if (Thread.currentThread().isInterrupted()) return;
                    if (due) reconcile();
                    well = true;
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (IOException | RuntimeException failure) {
                    log.error("The nodes cannot be made as they are listed yet", failure);
                    well = false;
                }
            }
        }

        private boolean isDue() {
            return closed.getCount() > 0
                    && !Set.copyOf(Nodes.read(profile).names()).equals(names());
        }

        private Set<String> names() {
            lock.lock();
            try {
                return Set.copyOf(running.keySet());
            } finally {
                lock.unlock();
            }
        }

        private void reconcile() throws IOException, InterruptedException {
            List<String> wanted = Nodes.read(profile).names();
            for (String name : names()) {
                if (!wanted.contains(name)) remove(name);
            }
            for (String name : wanted) {
                if (!names().contains(name)) start(name);
            }
        }

        /** One that cannot start now is tried again while the cluster runs, so it does not keep the others from it. */
        void startOthers() {
            for (String name : Nodes.read(profile).names()) {
                if (names().contains(name)) continue;
                try {
                    start(name);
                } catch (IOException | RuntimeException failure) {
                    log.error("Node {} does not start yet", name, failure);
                }
            }
        }

        void start(String name) throws IOException {
            ConfigurableApplicationContext context = NodeAgentApplication.start(properties(name));
            lock.lock();
            try {
                if (closed.getCount() > 0) {
                    running.put(name, context);
                    return;
                }
            } finally {
                lock.unlock();
            }
            context.close();
        }

        private Map<String, Object> properties(String name) throws IOException {
            var settings = environment.settings();
            var properties = new HashMap<String, Object>();
            properties.put("coxswain.node-agent.node-name", name);
            properties.put("coxswain.node-agent.cluster-name", profile.clusterName());
            properties.put(
                    "coxswain.node-agent.kubeconfig",
                    environment
                            .kubeconfig("system:node:" + name, List.of("system:nodes"))
                            .toString());
            properties.put(
                    "coxswain.node-agent.state-directory",
                    Nodes.stateDirectory(profile, name).toString());
            properties.put("coxswain.node-agent.cluster-cidr", settings.ranges().clusterCidr());
            properties.put("coxswain.node-agent.service-cidr", settings.ranges().serviceCidr());
            properties.put("coxswain.node-agent.node-cidr", settings.ranges().nodeCidr());
            properties.put("coxswain.node-agent.docker-host", environment.dockerHost());
            // One management port is promised to the user; those of further nodes are any free ones.
            boolean first = name.equals(profile.clusterName());
            properties.put("management.server.port", first ? settings.ports().nodeAgentManagement() : 0);
            return properties;
        }

        /** Pods first, then everything that the node made on this machine, its object, and last its files. */
        private void remove(String name) throws IOException, InterruptedException {
            ConfigurableApplicationContext context;
            lock.lock();
            try {
                context = running.get(name);
            } finally {
                lock.unlock();
            }
            if (context == null) return;
            log.info("Node {} is being removed", name);
            NodeAgentApplication.remove(context, DRAIN);
            lock.lock();
            try {
                running.remove(name);
            } finally {
                lock.unlock();
            }
            new NodeTraces(profile, DockerEngine.find(System.getenv())).removeNode(environment.settings(), name);
            var identity = environment.pki().clientCertificate("coxswain-admin", List.of("system:masters"));
            try (var api = new ApiProbe(environment.settings().apiUrl(), identity)) {
                api.deleteNode(name);
            }
            StateDirectory.delete(Nodes.stateDirectory(profile, name));
            log.info("Node {} is gone", name);
        }

        void close(Thread follower) {
            List<ConfigurableApplicationContext> all;
            lock.lock();
            try {
                closed.countDown();
                all = List.copyOf(running.values());
                running.clear();
            } finally {
                lock.unlock();
            }
            follower.interrupt();
            all.reversed().forEach(ConfigurableApplicationContext::close);
        }
    }
}
