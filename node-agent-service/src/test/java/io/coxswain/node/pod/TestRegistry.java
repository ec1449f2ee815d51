package io.coxswain.node.pod;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A registry on the loopback with one image, {@code private:1}, for those who know the password. */
final class TestRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String ALLOWED =
            "Basic " + Base64.getEncoder().encodeToString("puller:right".getBytes(StandardCharsets.UTF_8));

    static {
        // Docker asks by TLS first, of which this server would await the end of a request line for half a minute.
        System.setProperty("sun.net.httpserver.maxReqTime", "1");
    }

    private final HttpServer server;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    TestRegistry() throws IOException {
        // An archive of no files is two empty blocks.
        byte[] archive = new byte[1024];
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(archive);
        }
        byte[] layer = packed.toByteArray();
        byte[] config = """
                {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/none"]},
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}""".formatted(digest(archive)).getBytes(StandardCharsets.UTF_8);
        byte[] manifest = """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": %d, "digest": "%s"}]}""".formatted(MANIFEST, config.length, digest(config), layer.length, digest(layer))
                .getBytes(StandardCharsets.UTF_8);
        answers.put("/v2/", new byte[0]);
        answers.put("/v2/private/manifests/1", manifest);
        answers.put("/v2/private/manifests/" + digest(manifest), manifest);
        answers.put("/v2/private/blobs/" + digest(config), config);
        answers.put("/v2/private/blobs/" + digest(layer), layer);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = answers.get(exchange.getRequestURI().getPath());
            if (!ALLOWED.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            boolean manifest = exchange.getRequestURI().getPath().contains("/manifests/");
            exchange.getResponseHeaders().set("Content-Type", manifest ? MANIFEST : "application/octet-stream");
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(body));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
