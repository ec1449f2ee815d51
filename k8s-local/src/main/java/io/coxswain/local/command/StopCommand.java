package io.coxswain.local.command;

import io.coxswain.local.profile.Profile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the cluster's processes and leaves its Pods and data. */
@Command(name = "stop", description = "Stop the cluster's services. Its objects stay, and its Pods go on running.")
final class StopCommand implements Callable<Integer> {
    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Override
    public Integer call() {
        Profile cluster = profile.profile();
        boolean ran = new Shutdown(cluster).run();
        System.out.println(
                ran
                        ? "The cluster " + cluster.clusterName() + " is stopped; its Pods go on running."
                        : "The cluster " + cluster.clusterName() + " does not run.");
        return 0;
    }
}
