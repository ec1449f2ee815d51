package io.coxswain.join;

import io.coxswain.client.Kubeconfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a machine joins that has no certificate yet: by a kubeconfig with a token, or by the parts that it is found from.
 *
 * @param kubeconfig holds server, authority and token; the other settings are not needed then
 * @param server the API server's URL
 * @param token of the form {@code <id>.<secret>}
 * @param caCertHashes the keys of the authority, one of which must be the cluster's, as {@code sha256:<hex>}
 */
public record JoinSettings(
        @Nullable Path kubeconfig,
        @Nullable URI server,
        @Nullable String token,
        @Nullable List<String> caCertHashes) {
    Kubeconfig bootstrap() throws IOException, InterruptedException {
        if (kubeconfig != null) return Kubeconfig.read(kubeconfig);
        if (server == null || token == null) {
            throw new IllegalArgumentException("to join, a bootstrap kubeconfig is needed, or server and token");
        }
        return ClusterInfo.discover(server, token, caCertHashes == null ? List.of() : caCertHashes);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "JoinSettings[" + (kubeconfig == null ? server : kubeconfig) + "]";
    }
}
