package io.coxswain.local.command;

import io.coxswain.local.component.NodeTraces;
import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.machine.StateDirectory;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.local.step.Step;
import io.coxswain.local.step.StepPrinter;
import io.coxswain.local.step.StepRunner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes everything that a cluster put on this machine. */
@Command(
        name = "delete",
        description = "Remove the cluster: processes, containers, networks, data, kubeconfig entries.")
final class DeleteCommand implements Callable<Integer> {
    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Mixin
    private KubeconfigOption kubeconfig = new KubeconfigOption();

    @Override
    public Integer call() {
        Profile cluster = profile.profile();
        NodeTraces traces = new NodeTraces(cluster, DockerEngine.find(System.getenv()));
        Optional<Settings> settings = Settings.read(cluster);
        StepPrinter printer = new StepPrinter(System.out, System.getenv());
        // Data goes last: what is left after a failure can be deleted by another try.
        new StepRunner(printer)
                .run(List.of(
                        List.of(new Step("Services", () -> new Shutdown(cluster).run() ? "stopped" : "did not run")),
                        List.of(new Step(
                                "Networks", () -> settings.isEmpty() ? "none" : traces.removeNetwork(settings.get()))),
                        List.of(new Step("Containers", traces::removeContainers)),
                        List.of(new Step("Kubeconfig", () -> {
                            kubeconfig.files().remove(cluster.clusterName());
                            return "";
                        })),
                        List.of(new Step("Data", () -> {
                            StateDirectory.delete(cluster.state());
                            StateDirectory.delete(cluster.data());
                            return "";
                        }))));
        printer.tell("");
        printer.tell("The cluster " + cluster.clusterName() + " is gone.");
        return 0;
    }
}
