package io.coxswain.controlplane;

import io.coxswain.client.Api;
import io.coxswain.controlplane.http.InProcessApis;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** A control plane of its own on a free port and a database of its own. */
public final class TestControlPlane implements AutoCloseable {
    private final TestDatabase database;
    private final Path directory;
    private final Map<String, Object> properties;
    private ConfigurableApplicationContext context;
    private final ClusterPki pki;

    private final boolean replica;

    private TestControlPlane(TestDatabase database, Path directory, boolean replica, Map<String, Object> more) {
        this.database = database;
        this.directory = directory;
        this.replica = replica;
        this.properties = new HashMap<>();
        properties.put("coxswain.control-plane.port", 0);
        properties.put("coxswain.control-plane.pki-directory", directory.resolve("pki"));
        properties.put("coxswain.control-plane.database.url", database.url());
        properties.put("coxswain.control-plane.database.username", database.username());
        properties.put("coxswain.control-plane.database.password", database.password());
        properties.put("management.server.port", 0);
        properties.putAll(more);
        this.context = ControlPlaneApplication.start(properties);
        this.pki = ClusterPki.openOrCreate(directory.resolve("pki"));
    }

    public static TestControlPlane start() {
        return start(Map.of());
    }

    /** The API alone: nothing happens but by request. */
    public static TestControlPlane startWithoutControllers() {
        return start(Map.of("coxswain.control-plane.controllers", false));
    }

    /** With properties over those of the test. */
    public static TestControlPlane start(Map<String, Object> properties) {
        try {
            return new TestControlPlane(
                    TestDatabase.create(), Files.createTempDirectory("coxswain-test"), false, properties);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A second server on the same database and with the same keys, to be closed before this one. */
    public TestControlPlane replica(Map<String, Object> properties) {
        return new TestControlPlane(database, directory, true, properties);
    }

    /** Where its objects are. */
    public TestDatabase database() {
        return database;
    }

    /** Ends it and starts it again on the same database and directory. */
    public void restart() {
        restart(() -> {});
    }

    /** The same with something to do between end and start. */
    public void restart(Runnable meanwhile) {
        // Whoever has its address finds it there again.
        properties.put("coxswain.control-plane.port", port());
        context.close();
        meanwhile.run();
        context = ControlPlaneApplication.start(properties);
    }

    /** Keys and certificates. */
    public Path pkiDirectory() {
        return directory.resolve("pki");
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** The API as the component of that name sees it. */
    public Api api(String component) {
        return context.getBean(InProcessApis.class).of(component);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port() + path);
    }

    /** A kubeconfig of a member of system:masters. */
    public Path kubeconfig() {
        return kubeconfig("admin", "system:masters");
    }

    public Path kubeconfig(String user, String... groups) {
        Identity identity = pki.clientCertificate(user, List.of(groups));
        String text = """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: test, user: {client-certificate-data: %s, client-key-data: %s}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(
                uri(""), base64(identity.authorityPem()), base64(identity.certificatePem()), base64(identity.keyPem()));
        try {
            return Files.writeString(directory.resolve("kubeconfig-" + user.replace(':', '-')), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A client that shows the certificate of this user. */
    public HttpClient client(String user, String... groups) {
        return HttpClient.newBuilder()
                .sslContext(pki.clientCertificate(user, List.of(groups)).sslContext())
                .build();
    }

    /** Trusts the server and shows the certificate of this user. */
    public SSLContext sslContext(String user, String... groups) {
        return pki.clientCertificate(user, List.of(groups)).sslContext();
    }

    /** Trusts the server and shows no certificate. */
    public SSLContext trustOnly() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(pki.clientCertificate("admin", List.of("system:masters")).trustStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public HttpClient admin() {
        return client("admin", "system:masters");
    }

    public HttpResponse<String> get(HttpClient client, String path) {
        return send(client, HttpRequest.newBuilder(uri(path)).build());
    }

    public HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        context.close();
        if (replica) return;
        database.close();
        try {
            TestDatabase.delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
