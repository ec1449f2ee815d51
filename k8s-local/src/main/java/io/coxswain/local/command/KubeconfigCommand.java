package io.coxswain.local.command;

import io.coxswain.local.kubeconfig.KubeconfigEntry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a kubeconfig of this cluster alone, or merges it into the user's. */
@Command(name = "kubeconfig", description = "Print the cluster's kubeconfig, or merge it into yours (--merge).")
final class KubeconfigCommand implements Callable<Integer> {
    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Mixin
    private KubeconfigOption kubeconfig = new KubeconfigOption();

    @Option(names = "--merge", description = "Add it to the kubeconfig and switch to it.")
    private boolean merge;

    @Option(names = "--keep-context", description = "With --merge: do not switch to it.")
    private boolean keepContext;

    @Override
    public Integer call() {
        KubeconfigEntry entry = KubeconfigOption.entry(profile.profile());
        if (merge) {
            System.out.println(
                    "context " + entry.name() + " in " + kubeconfig.files().merge(entry, !keepContext));
        } else {
            System.out.print(entry.text());
        }
        return 0;
    }
}
