package io.coxswain.controlplane.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.TestDatabase;
import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Secrets are not readable by those who have the database alone, and stay readable for the cluster. */
class EncryptionTest {
    private static final ObjectKey SECRET = new ObjectKey("default", "hidden");

    private final TestControlPlane cluster = TestControlPlane.startWithoutControllers();
    private @Nullable WireApi client;

    @AfterEach
    void end() {
        if (client != null) client.close();
        cluster.close();
    }

    @Test
    void noFileOfTheDatabaseHoldsWhatASecretHolds() throws Exception {
        String created = marker();
        String updated = marker();
        String open = marker();
        write(Kinds.SECRET, "hidden", created, false);
        write(Kinds.CONFIG_MAP, "shown", open, false);
        write(Kinds.SECRET, "hidden", updated, true);
        api().delete(Kinds.SECRET, SECRET, DeleteOptions.defaults());

        assertThat(filesWith(open)).as("the search finds what is not encrypted").isNotEmpty();
        for (String marker : List.of(created, updated, base64(created), base64(updated))) {
            assertThat(filesWith(marker)).isEmpty();
        }
    }

    @Test
    void aRotationSealsAllAgainAndWhatWasSealedBeforeStaysReadable() throws Exception {
        String value = marker();
        write(Kinds.SECRET, "hidden", value, false);
        write(Kinds.SECRET, "second", value, false);
        String before = sealingKeys("object");
        String version = Metadata.resourceVersion(api().get(Kinds.SECRET, SECRET));

        ObjectNode answer = Json.parseObject(rotate().body().getBytes(StandardCharsets.UTF_8));

        assertThat(answer.path("objects").asInt()).isEqualTo(2);
        String key = answer.path("key").asString("").replace("-", "");
        assertThat(sealingKeys("object")).isEqualTo(key).isNotEqualTo(before);
        assertThat(sealingKeys("change")).as("older changes stay as they are").contains(before, key);
        assertThat(Metadata.resourceVersion(api().get(Kinds.SECRET, SECRET))).isNotEqualTo(version);

        restart();

        assertThat(valueOf(api().get(Kinds.SECRET, SECRET))).isEqualTo(base64(value));
        HttpResponse<String> old = cluster.get(
                cluster.admin(), "/api/v1/secrets?resourceVersion=" + version + "&resourceVersionMatch=Exact");
        assertThat(old.body()).contains(base64(value));
        write(Kinds.SECRET, "third", value, false);
        assertThat(sealingKeys("object")).as("the newest key seals").isEqualTo(key);
    }

    @Test
    void aSecretThatWasStoredOpenIsReadAndSealedByTheNextRotation() throws Exception {
        write(Kinds.SECRET, "hidden", marker(), false);
        String open = marker();
        ObjectNode secret = api().get(Kinds.SECRET, SECRET);
        ((ObjectNode) secret.path("data")).put("value", base64(open));
        try (Connection connection = TestDatabase.server().connect(database());
                var update = connection.prepareStatement("update object set body = ? where name = 'hidden'")) {
            update.setBytes(1, Body.of(secret).stored());
            assertThat(update.executeUpdate()).isOne();
        }
        restart();

        assertThat(valueOf(api().get(Kinds.SECRET, SECRET))).isEqualTo(base64(open));
        rotate();

        assertThat(sealingKeys("object")).hasSize(32);
    }

    @Test
    void aSealedBodyDoesNotOpenInAnotherObjectsPlace() {
        SealedBodies bodies = cluster.context().getBean(SealedBodies.class);
        var key = new StoreKey("secrets", "default", "hidden");
        ObjectNode secret = Json.object().put("kind", "Secret").put("apiVersion", "v1");
        secret.putObject("metadata").put("name", "hidden");
        byte[] sealed = bodies.encode(key, Body.of(secret));

        assertThat(Metadata.name(bodies.decode(key, sealed).tree(1))).isEqualTo("hidden");
        for (StoreKey other : List.of(
                new StoreKey("secrets", "default", "other"),
                new StoreKey("secrets", "kube-system", "hidden"),
                new StoreKey("configmaps", "default", "hidden"))) {
            assertThatThrownBy(() -> bodies.decode(other, sealed))
                    .hasMessage("the stored form of " + other + " was changed outside of this program");
        }
    }

    @Test
    void withoutTheKeyFileTheStartFailsAndNamesIt() throws Exception {
        Path file = cluster.pkiDirectory().resolve("secrets.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String key = Files.readString(file);

        Files.delete(file);
        assertThatThrownBy(cluster::restart)
                .hasRootCauseMessage("the key of this cluster's Secrets is missing: " + file
                        + " is not there; put it back from where you keep a copy");
        assertThat(file).doesNotExist();

        Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
        assertThatThrownBy(cluster::restart)
                .hasStackTraceContaining("the key in " + file
                        + " is not the one that this cluster's Secrets are encrypted with; put it back from where you"
                        + " keep a copy");

        Files.writeString(file, "not a key");
        assertThatThrownBy(cluster::restart)
                .hasStackTraceContaining(file + " does not hold the key of this cluster's Secrets");

        Files.writeString(file, key);
        cluster.restart();
    }

    @Test
    void onlyThoseMayRotateWhoMayDoAll() {
        HttpResponse<String> answer = cluster.send(
                cluster.client("jane"),
                HttpRequest.newBuilder(cluster.uri(KeyRotationPath.PATH))
                        .POST(BodyPublishers.noBody())
                        .build());
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> rotate() {
        HttpResponse<String> answer = cluster.send(
                cluster.admin(),
                HttpRequest.newBuilder(cluster.uri(KeyRotationPath.PATH))
                        .POST(BodyPublishers.noBody())
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private void write(Kind<?> kind, String name, String value, boolean update) {
        ObjectNode object = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata").put("name", name).put("namespace", "default");
        object.putObject("data").put("value", kind.equals(Kinds.SECRET) ? base64(value) : value);
        if (update) api().update(kind, object);
        else api().create(kind, object);
    }

    /** New after each start, which takes another port. */
    private Api api() {
        if (client == null) client = WireApi.of(Kubeconfig.read(cluster.kubeconfig()), "encryption-test");
        return client;
    }

    private void restart() {
        if (client != null) client.close();
        client = null;
        cluster.restart();
    }

    private String database() {
        String url = String.valueOf(cluster.context().getEnvironment().getProperty("spring.datasource.url"));
        return url.substring(url.lastIndexOf('/') + 1).replaceFirst("\\?.*", "");
    }

    /** The ids of the keys that Secrets in this table are sealed with, in hexadecimal. */
    private String sealingKeys(String table) throws SQLException {
        try (Connection connection = TestDatabase.server().connect(database());
                var rows = connection
                        .createStatement()
                        .executeQuery("select string_agg(distinct encode(substr(t.body, 2, 16), 'hex'), ',') from "
                                + table + " t join resource r on r.id = t.resource where r.name = 'secrets'")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static List<Path> filesWith(String text) throws IOException, SQLException {
        try (Connection connection = TestDatabase.server().connect("postgres");
                var checkpoint = connection.createStatement()) {
            checkpoint.execute("checkpoint");
        }
        var found = new ArrayList<Path>();
        try (var files = Files.walk(TestDatabase.server().dataDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // The bytes as characters, one for one.
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (content.contains(text)) found.add(file);
            }
        }
        return found;
    }

    private static String valueOf(ObjectNode object) {
        return object.path("data").path("value").asString("");
    }

    private static String marker() {
        return "marker-" + UUID.randomUUID();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
