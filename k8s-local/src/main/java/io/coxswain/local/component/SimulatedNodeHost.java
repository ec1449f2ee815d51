package io.coxswain.local.component;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.WireApi;
import io.coxswain.node.simulated.SimulatedNodes;
import io.coxswain.node.simulated.Stages;
import io.coxswain.reconcile.SharedInformers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Hosts the cluster's simulated nodes, however many the API has. */
final class SimulatedNodeHost implements Component {
    private static final String STAGES = "stages.yml";

    @Override
    public String name() {
        return "Simulated nodes";
    }

    @Override
    public Running start(Environment environment) throws IOException {
        Path file = environment.profile().data().resolve(STAGES);
        Stages stages = Files.exists(file) ? Stages.read(file) : Stages.standard();
        Path kubeconfig = environment.kubeconfig("coxswain:simulated-nodes", List.of());
        WireApi api = WireApi.of(Kubeconfig.read(kubeconfig), "coxswain-simulated-nodes");
        var informers = new SharedInformers(api);
        var nodes = new SimulatedNodes(api, informers, stages, Clock.systemUTC(), new SimpleMeterRegistry());
        nodes.start();
        return () -> {
            nodes.close();
            informers.close();
            api.close();
        };
    }
}
