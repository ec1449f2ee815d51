package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two objects of one resource, from their creation to their deletion.
 *
 * @param row as {@code conformance/lives.yaml} describes it
 */
record ObjectLife(Wire api, ObjectNode row) {
    private static final String SELECTED = "?labelSelector=life%3Dyes";

    String path() {
        return row.path("path").asString("");
    }

    List<String> titles() {
        List<String> titles = Json.texts(row.path("title"));
        return titles.isEmpty() ? List.of(path()) : titles;
    }

    private List<String> names() {
        List<String> names = Json.texts(row.path("names"));
        return names.isEmpty() ? List.of("life-1", "life-2") : names;
    }

    private ObjectNode object(String name) {
        ObjectNode object = ((ObjectNode) row.path("object")).deepCopy();
        ObjectNode metadata = object.withObject("/metadata").put("name", name);
        metadata.withObject("/labels").put("life", "yes");
        return object;
    }

    void live() {
        isDiscovered();
        String first = path() + "/" + names().getFirst();
        Answer created = api.post(path(), object(names().getFirst()).toString());
        assertThat(created.code()).as(created.message()).isEqualTo(201);
        assertThat(api.post(path(), object(names().getLast()).toString()).code())
                .isEqualTo(201);
        Answer again = api.post(path(), object(names().getFirst()).toString());
        assertThat(again.body().path("reason").asString("")).isEqualTo("AlreadyExists");
        assertThat(api.get(first).body()).isEqualTo(created.body());
        Answer list = api.get(path() + SELECTED);
        assertThat(namesOf(list)).containsExactlyElementsOf(names());
        assertThat(namesOf(api.get(everywhere() + SELECTED))).containsExactlyElementsOf(names());
        String firstChange = changes(first);
        status(first);
        assertThat(api.delete(first, "").code()).isEqualTo(200);
        release(first);
        assertThat(api.get(first).code()).isEqualTo(404);
        assertThat(api.delete(path() + SELECTED, "").code()).isEqualTo(200);
        release(path() + "/" + names().getLast());
        assertThat(namesOf(api.get(path() + SELECTED))).isEmpty();
        assertThat(watched(list.version()))
                .startsWith("MODIFIED " + names().getFirst() + " " + firstChange)
                .endsWith("DELETED " + names().getLast());
    }

    private void isDiscovered() {
        String[] parts = path().split("/", -1);
        boolean core = parts[1].equals("api");
        String version = core ? "/api/v1" : "/apis/" + parts[2] + "/" + parts[3];
        Set<String> resources = new HashSet<>();
        api.get(version)
                .body()
                .path("resources")
                .forEach(resource -> resources.add(resource.path("name").asString("")));
        assertThat(resources).contains(parts[parts.length - 1]);
        if (row.has("status")) assertThat(resources).contains(parts[parts.length - 1] + "/status");
        if (core) return;
        assertThat(api.get("/apis/" + parts[2]).body().path("versions").findValuesAsString("version"))
                .contains(parts[3]);
        assertThat(api.get("/apis").body().path("groups").findValuesAsString("name"))
                .contains(parts[2]);
    }

    /** By patches and by updates; gives the version that the first one made. */
    private String changes(String path) {
        Answer patched = api.patch(Wire.MERGE, path, "{\"metadata\":{\"annotations\":{\"patched\":\"yes\"}}}");
        assertThat(patched.code()).as(patched.message()).isEqualTo(200);
        assertThat(patched.body().at("/metadata/annotations/patched").asString(""))
                .isEqualTo("yes");
        Answer strategic =
                api.patch(Wire.STRATEGIC, path, "{\"metadata\":{\"annotations\":{\"patched\":null,\"more\":\"yes\"}}}");
        assertThat(strategic.body().at("/metadata/annotations").propertyNames())
                .contains("more")
                .doesNotContain("patched");
        Answer json = api.patch(
                Wire.JSON_PATCH,
                path,
                "[{\"op\":\"test\",\"path\":\"/metadata/annotations/more\",\"value\":\"yes\"},"
                        + "{\"op\":\"add\",\"path\":\"/metadata/labels/json\",\"value\":\"patched\"}]");
        assertThat(json.body().at("/metadata/labels/json").asString("")).isEqualTo("patched");
        ObjectNode wanted = json.body();
        wanted.withObject("/metadata/annotations").put("updated", "yes");
        Answer updated = api.put(path, wanted.toString());
        assertThat(updated.code()).as(updated.message()).isEqualTo(200);
        assertThat(api.put(path, wanted.toString()).code()).isEqualTo(409);
        if (row.has("update")) {
            Answer content = api.patch(Wire.MERGE, path, row.path("update").toString());
            assertThat(content.code()).as(content.message()).isEqualTo(200);
            assertThat(api.get(path).body()).isEqualTo(content.body());
        }
        return patched.version();
    }

    /** The subresource reaches the status and nothing else does. */
    private void status(String path) {
        if (!row.has("status")) return;
        JsonNode wanted = row.path("status").path("status");
        Answer patched =
                api.patch(Wire.MERGE, path + "/status", row.path("status").toString());
        assertThat(patched.code()).as(patched.message()).isEqualTo(200);
        ObjectNode before = patched.body();
        wanted.properties()
                .forEach(field ->
                        assertThat(before.path("status").path(field.getKey())).isEqualTo(field.getValue()));
        assertThat(api.get(path + "/status").body()).isEqualTo(before);
        assertThat(api.patch(Wire.MERGE, path, "{\"status\":null}").body().path("status"))
                .isEqualTo(before.path("status"));
        Answer updated = api.put(path + "/status", api.get(path).body().toString());
        assertThat(updated.code()).as(updated.message()).isEqualTo(200);
        assertThat(updated.body().path("status")).isEqualTo(before.path("status"));
    }

    private void release(String path) {
        if (api.get(path).code() == 404) return;
        Answer released = api.patch(Wire.MERGE, path, "{\"metadata\":{\"finalizers\":null}}");
        assertThat(released.body().path("metadata").has("deletionTimestamp"))
                .as("only finalizers hold it: " + released.body())
                .isTrue();
    }

    private List<String> watched(String version) {
        List<String> seen = new ArrayList<>();
        String stream = api.send(
                        "GET", path() + SELECTED + "&watch=true&timeoutSeconds=1&resourceVersion=" + version, "", "")
                .body();
        for (String line : stream.lines().toList()) {
            ObjectNode event = Json.parseObject(line);
            JsonNode metadata = event.at("/object/metadata");
            String told = event.path("type").asString("") + " "
                    + metadata.path("name").asString("");
            boolean deleted = told.startsWith("DELETED");
            seen.add(
                    deleted
                            ? told
                            : told + " " + metadata.path("resourceVersion").asString(""));
        }
        return seen;
    }

    private String everywhere() {
        return path().replace("/namespaces/default", "");
    }

    private static List<String> namesOf(Answer list) {
        assertThat(list.code()).as(list.message()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        list.body()
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asString("")));
        return names;
    }
}
