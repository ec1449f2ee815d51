package io.coxswain.join;

import io.coxswain.client.Kubeconfig;
import io.coxswain.json.Json;
import io.coxswain.pki.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

/**
 * Finds the cluster's authority with nothing but a token and a pin: the ConfigMap {@code cluster-info} may be read by
 * anybody, is signed by each token, and names the authority whose key the pin names.
 */
final class ClusterInfo {
    private static final String PATH = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LIMIT_BYTES = 1 << 20;

    private ClusterInfo() {}

    /** {@link IOException} where the server is not reached, or is not the one that the token and the pins stand for. */
    static Kubeconfig discover(URI server, String token, List<String> pins) throws IOException, InterruptedException {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) throw new IOException("the bootstrap token is not of the form <id>.<secret>");
        if (pins.isEmpty()) throw new IOException("no hash of the authority's key is given to know the cluster by");
        JsonNode data = fetch(server).path("data");
        String text = data.path("kubeconfig").asString("");
        String given = data.path("jws-kubeconfig-" + parts[0]).asString("");
        if (given.isEmpty()) {
            throw new IOException("cluster-info of " + server + " is not signed by the token " + parts[0]
                    + ": it has ended, or is not for signing");
        }
        String expected = TokenSignature.of(text, parts[0], parts[1]);
        if (!MessageDigest.isEqual(bytes(expected), bytes(given))) {
            throw new IOException("cluster-info of " + server + " is not signed by the secret of the token");
        }
        X509Certificate authority = authority(text);
        if (!pins.contains(PinnedKey.of(authority))) {
            throw new IOException("the authority of " + server + " has the key " + PinnedKey.of(authority)
                    + ", which is none of " + pins);
        }
        return Kubeconfig.ofToken(server, authority, token);
    }

    private static JsonNode fetch(URI server) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(trustingAnybody())
                .connectTimeout(PATIENCE)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(PATH))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<String> answer =
                    client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), LIMIT_BYTES));
            if (answer.statusCode() == 200) return Json.parseObject(answer.body());
            throw new IOException(server + " answers " + answer.statusCode() + " for cluster-info");
        }
    }

    /** Before the authority is known; what is read so is believed by its signature and the pin alone. */
    private static SSLContext trustingAnybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new UncheckedServer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static X509Certificate authority(String kubeconfig) throws IOException {
        if (new Yaml(new SafeConstructor(new LoaderOptions())).load(kubeconfig) instanceof Map<?, ?> root
                && root.get("clusters") instanceof List<?> clusters
                && !clusters.isEmpty()
                && clusters.getFirst() instanceof Map<?, ?> entry
                && entry.get("cluster") instanceof Map<?, ?> cluster
                && cluster.get("certificate-authority-data") instanceof String data) {
            return Pem.readCertificate(new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII));
        }
        throw new IOException("cluster-info names no authority");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
