import io.coxswain.pki.Identity;
import io.coxswain.pki.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An API server that is measured: what a kubeconfig's current context names, with a client certificate or a token. */
final class Target {
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final String name;
    private final ProcessTree processes;
    private final String server;
    private final String token;
    private final SSLContext tls;
    private final HttpClient client;

    /** {@code NAME=KUBECONFIG} or {@code NAME=KUBECONFIG:PID,PID}. */
    static Target of(String text) throws Exception {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':');
        if (equals < 1) throw new IllegalArgumentException(text + " is no NAME=KUBECONFIG or NAME=KUBECONFIG:PID,PID");
        String file = text.substring(equals + 1, colon < equals ? text.length() : colon);
        List<Long> pids = colon < equals
                ? List.of()
                : Stream.of(text.substring(colon + 1).split(",")).map(Long::valueOf).toList();
        return new Target(text.substring(0, equals), Path.of(file), new ProcessTree(pids));
    }

    private Target(String name, Path file, ProcessTree processes) throws Exception {
        this.name = name;
        this.processes = processes;
        Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        Map<?, ?> context = named(root, "context", root.get("current-context"));
        Map<?, ?> cluster = named(root, "cluster", context.get("cluster"));
        Map<?, ?> user = named(root, "user", context.get("user"));
        server = String.valueOf(cluster.get("server"));
        token = user.get("token") instanceof String given ? given : "";
        var authority = Pem.readCertificate(pem(cluster, "certificate-authority", file));
        if (token.isEmpty()) {
            tls = new Identity(
                            Pem.readPrivateKey(pem(user, "client-key", file)),
                            Pem.readCertificate(pem(user, "client-certificate", file)),
                            authority)
                    .sslContext();
        } else {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
        }
        client = newClient(Version.HTTP_2);
    }

    String name() {
        return name;
    }

    /** The server's own processes, as far as they were named. */
    ProcessTree processes() {
        return processes;
    }

    private static Map<?, ?> named(Map<?, ?> root, String field, Object name) {
        for (Object each : (List<?>) root.get(field + "s")) {
            if (each instanceof Map<?, ?> entry && entry.get("name").equals(name)) return (Map<?, ?>) entry.get(field);
        }
        throw new IllegalArgumentException("the kubeconfig has no " + field + " " + name);
    }

    private static String pem(Map<?, ?> of, String field, Path file) throws IOException {
        if (of.get(field + "-data") instanceof String data) {
            return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        }
        if (of.get(field) instanceof String path) return Files.readString(file.resolveSibling(path));
        throw new IllegalArgumentException("the kubeconfig has neither a token nor " + field);
    }

    /** A client with connections of its own: over HTTP/2 one, over HTTP/1.1 one per request that is under way. */
    HttpClient newClient(Version version) {
        return HttpClient.newBuilder().version(version).executor(THREADS).sslContext(tls).build();
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(server + path));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return request;
    }

    /** The answer's body; a status other than 2xx is an exception. */
    String send(String method, String path, String content) throws Exception {
        var request = request(path)
                .header("Content-Type", "application/json")
                .method(method, content.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": HTTP " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Reads an answer and throws its bytes away; gives how many there were. */
    long drain(String path, String accept) throws Exception {
        HttpResponse<InputStream> response =
                client.send(request(path).header("Accept", accept).build(), BodyHandlers.ofInputStream());
        long bytes = 0;
        try (InputStream in = response.body()) {
            var buffer = new byte[1 << 16];
            for (int read; (read = in.read(buffer)) >= 0; ) bytes += read;
        }
        if (response.statusCode() != 200) throw new IOException(path + ": HTTP " + response.statusCode());
        return bytes;
    }

    /** Whether it answers in this form, and not with 406. */
    boolean serves(String path, String accept) throws Exception {
        var request = request(path).header("Accept", accept).build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }
}
