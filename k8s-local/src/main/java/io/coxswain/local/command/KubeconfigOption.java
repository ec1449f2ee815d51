package io.coxswain.local.command;

import io.coxswain.local.kubeconfig.KubeconfigEntry;
import io.coxswain.local.kubeconfig.KubeconfigFiles;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.pki.ClusterPki;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which kubeconfig a command changes. */
final class KubeconfigOption {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Use this file alone (default: KUBECONFIG, else ~/.kube/config).")
    private @Nullable Path file;

    KubeconfigFiles files() {
        return KubeconfigFiles.find(file, System.getenv());
    }

    /** The administrator's entry of a cluster that was started at least once. */
    static KubeconfigEntry entry(Profile profile) {
        Settings settings = Settings.read(profile).orElseThrow(() -> absent(profile));
        ClusterPki pki = ClusterPki.open(profile.pki()).orElseThrow(() -> absent(profile));
        return new KubeconfigEntry(
                profile.clusterName(),
                settings.apiUrl(),
                pki.clientCertificate("coxswain-admin", List.of("system:masters")));
    }

    static LocalException absent(Profile profile) {
        return new LocalException("there is no cluster in profile " + profile.name() + ": run coxswain start");
    }
}
