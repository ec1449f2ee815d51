package io.coxswain.controlplane.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;

/** What holds of the store as its clients see it, whatever was asked of it. */
final class Invariants {
    private static final List<String> FORMS = List.of(
            "application/json",
            "application/yaml",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/vnd.kubernetes.protobuf,application/json");

    private final TestControlPlane controlPlane;
    private final HttpClient client;

    Invariants(TestControlPlane controlPlane, HttpClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    /** All objects of a resource by namespace and name, and the revision at which they were so. */
    record Listed(String path, String resourceVersion, Map<String, JsonNode> objects) {}

    /** The lists of every resource that can be listed and watched. */
    List<Listed> lists() throws IOException, InterruptedException {
        List<Listed> all = new ArrayList<>();
        for (String path : collections()) all.add(list(path));
        return all;
    }

    /** The revisions of the change log are consecutive, and those of the objects lie among them. */
    void revisionsAreDenseAndOrdered() throws SQLException {
        try (var connection = controlPlane.context().getBean(DataSource.class).getConnection();
                var statement = connection.createStatement();
                var counts = statement.executeQuery("""
                        select (select max(revision) - min(revision) + 1 - count(*) from change),
                               (select count(*) - count(distinct revision) from change),
                               (select count(*) from object where revision > (select max(revision) from change)),
                               (select count(*) from object where create_revision > revision)""")) {
            assertThat(counts.next()).isTrue();
            for (int column = 1; column <= 4; column++) {
                assertThat(counts.getLong(column)).as("column " + column).isZero();
            }
        }
    }

    /** What a watch tells since the earlier lists leads from them to the present ones. */
    void watchesLeadFromListToList(List<Listed> earlier) throws InterruptedException, ExecutionException {
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (Listed before : earlier) {
                all.add(watchers.submit(() -> {
                    watchLeadsFrom(before);
                    return before;
                }));
            }
            for (Future<?> each : all) each.get();
        }
    }

    private void watchLeadsFrom(Listed before) throws IOException, InterruptedException {
        Listed after = list(before.path());
        Map<String, JsonNode> replayed = new TreeMap<>(before.objects());
        String query = "?watch=true&timeoutSeconds=1&resourceVersion=" + before.resourceVersion();
        try (Stream<String> lines = client.send(
                        request(before.path() + query, FORMS.getFirst()), BodyHandlers.ofLines())
                .body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode event = Json.parseObject(line);
                JsonNode object = event.path("object");
                long revision = revision(object);
                assertThat(event.path("type").asString()).as(line).isIn("ADDED", "MODIFIED", "DELETED");
                if (revision > Long.parseLong(after.resourceVersion())) break;
                if (event.path("type").asString().equals("DELETED")) replayed.remove(key(object));
                else replayed.put(key(object), object);
            }
        }
        assertThat(versions(replayed)).as("replay of " + before.path()).isEqualTo(versions(after.objects()));
    }

    /** Each object is there, and can be shown, in every form. */
    void everyObjectIsReadable() throws IOException, InterruptedException {
        for (String path : collections()) {
            Listed listed = list(path);
            for (String form : FORMS) {
                assertThat(get(path, form).statusCode())
                        .as(path + " as " + form)
                        .isEqualTo(200);
            }
            for (JsonNode object : listed.objects().values().stream().limit(20).toList()) {
                String namespace = object.path("metadata").path("namespace").asString("");
                String plural = path.substring(path.lastIndexOf('/') + 1);
                String parent = path.substring(0, path.lastIndexOf('/'));
                String name = object.path("metadata").path("name").asString();
                String one = namespace.isEmpty()
                        ? path + "/" + name
                        : parent + "/namespaces/" + namespace + "/" + plural + "/" + name;
                HttpResponse<String> response = get(one, FORMS.getFirst());
                assertThat(response.statusCode()).as(one).isIn(200, 404);
            }
        }
    }

    private List<String> collections() throws IOException, InterruptedException {
        List<String> groups = new ArrayList<>(List.of("/api/v1"));
        for (JsonNode group : tree("/apis").path("groups").values()) {
            for (JsonNode version : group.path("versions").values()) {
                groups.add("/apis/" + version.path("groupVersion").asString());
            }
        }
        List<String> paths = new ArrayList<>();
        for (String group : groups) {
            for (JsonNode resource : tree(group).path("resources").values()) {
                List<String> verbs = Json.texts(resource.path("verbs"));
                if (verbs.contains("list") && verbs.contains("watch")) {
                    paths.add(group + "/" + resource.path("name").asString());
                }
            }
        }
        assertThat(paths).hasSizeGreaterThan(10);
        return paths;
    }

    private Listed list(String path) throws IOException, InterruptedException {
        JsonNode tree = tree(path);
        Map<String, JsonNode> objects = new TreeMap<>();
        for (JsonNode object : tree.path("items").values()) objects.put(key(object), object);
        return new Listed(path, tree.path("metadata").path("resourceVersion").asString(), objects);
    }

    private JsonNode tree(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path, FORMS.getFirst());
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private HttpResponse<String> get(String path, String form) throws IOException, InterruptedException {
        return client.send(request(path, form), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String form) {
        return HttpRequest.newBuilder(controlPlane.uri(path))
                .header("Accept", form)
                .build();
    }

    private static String key(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.path("namespace").asString("") + "/"
                + metadata.path("name").asString();
    }

    private static long revision(JsonNode object) {
        return Long.parseLong(object.path("metadata").path("resourceVersion").asString("0"));
    }

    private static Map<String, Long> versions(Map<String, JsonNode> objects) {
        return objects.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> revision(entry.getValue())));
    }
}
