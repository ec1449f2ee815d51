package io.coxswain.local.component;

import io.coxswain.local.kubeconfig.KubeconfigEntry;
import io.coxswain.local.kubeconfig.KubeconfigFiles;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.pki.ClusterPki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of one cluster are told, and what an earlier part leaves for a later one. */
public final class Environment {
    private final Profile profile;
    private final Settings settings;
    private final ClusterPki pki;
    private final String dockerHost;
    private volatile @Nullable DatabaseLocation database;

    public Environment(Profile profile, Settings settings, ClusterPki pki, String dockerHost) {
        this.profile = profile;
        this.settings = settings;
        this.pki = pki;
        this.dockerHost = dockerHost;
    }

    /** How to reach the database. */
    public record DatabaseLocation(String url, String username, String password) {}

    public Profile profile() {
        return profile;
    }

    public Settings settings() {
        return settings;
    }

    public ClusterPki pki() {
        return pki;
    }

    public String dockerHost() {
        return dockerHost;
    }

    /** Writes the kubeconfig of one of the cluster's own components and gives its path. */
    Path kubeconfig(String user, List<String> groups) throws IOException {
        Path file = profile.data().resolve(user.replace(':', '-') + ".kubeconfig");
        KubeconfigFiles.writePrivately(
                file,
                new KubeconfigEntry(profile.clusterName(), settings.apiUrl(), pki.clientCertificate(user, groups))
                        .text());
        return file;
    }

    void databaseStarted(DatabaseLocation location) {
        database = location;
    }

    DatabaseLocation database() {
        DatabaseLocation location = database;
        if (location == null) throw new IllegalStateException("the database starts before what needs it");
        return location;
    }
}
