package io.coxswain.controlplane.http;

import io.coxswain.client.WatchEvent;
import io.coxswain.controlplane.http.Form.View;
import io.coxswain.controlplane.resource.ListPage;
import io.coxswain.controlplane.resource.ObjectEvent;
import io.coxswain.controlplane.resource.Representation;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.table.IncludeObject;
import io.coxswain.controlplane.table.PartialMetadata;
import io.coxswain.controlplane.table.Tables;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Turns objects into the form that the client wants. Plain JSON is put together from bytes without parsing. */
final class Rendering {
    private static final byte[] END_OF_LIST = "]}".getBytes(StandardCharsets.UTF_8);

    private final Tables tables;

    Rendering(Tables tables) {
        this.tables = tables;
    }

    /** Refuses what a client wants of tables that there is not. */
    void check(Form form, Query query) {
        if (form.view() == View.TABLE) {
            IncludeObject _ = include(query);
        }
    }

    byte[] object(Kind<?> kind, Representation object, Form form, Query query) {
        byte[] json = switch (form.view()) {
            case OBJECT -> object.json();
            case TABLE -> Json.bytes(tables.single(kind, object.tree(), include(query)));
            case PARTIAL -> Json.bytes(PartialMetadata.of(object.tree()));
        };
        return form.yaml() ? YamlText.write(Json.MAPPER.readTree(json)) : json;
    }

    byte[] list(Kind<?> kind, ListPage page, Form form, Query query) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
        if (!page.continueToken().isEmpty()) metadata.put("continue", page.continueToken());
        if (page.remaining() != null) metadata.put("remainingItemCount", page.remaining());
        byte[] json = form.view() == View.OBJECT
                ? fromBytes(
                        kind,
                        metadata,
                        page.items().stream().map(StoredObject::json).toList())
                : Json.bytes(view(kind, trees(page), form, query, metadata));
        return form.yaml() ? YamlText.write(Json.MAPPER.readTree(json)) : json;
    }

    /** A list of objects that are not stored. */
    byte[] trees(Kind<?> kind, List<ObjectNode> objects, Form form, Query query) {
        byte[] json = form.view() == View.OBJECT
                ? fromBytes(
                        kind, Json.object(), objects.stream().map(Json::bytes).toList())
                : Json.bytes(view(kind, objects, form, query, Json.object()));
        return form.yaml() ? YamlText.write(Json.MAPPER.readTree(json)) : json;
    }

    /** A list that has no resourceVersion, such as of what was deleted. */
    byte[] objects(Kind<?> kind, List<Representation> objects) {
        return fromBytes(
                kind, Json.object(), objects.stream().map(Representation::json).toList());
    }

    /** One line of a watch, without its end. */
    byte[] event(Kind<?> kind, ObjectEvent event, Form form, Query query, boolean first) {
        byte[] object = switch (form.view()) {
            case OBJECT -> event.object().json();
            case TABLE ->
                Json.bytes(
                        event.type() == WatchEvent.Type.BOOKMARK
                                ? tables.bookmark(kind, event.object().tree(), first)
                                : tables.event(kind, event.object().tree(), include(query), first));
            case PARTIAL -> Json.bytes(PartialMetadata.of(event.object().tree()));
        };
        return event(event.type().name(), object);
    }

    static byte[] event(String type, byte[] object) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(object.length + 64);
        line.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        line.writeBytes(object);
        line.write('}');
        return line.toByteArray();
    }

    private ObjectNode view(Kind<?> kind, List<ObjectNode> objects, Form form, Query query, ObjectNode metadata) {
        return form.view() == View.TABLE
                ? tables.list(kind, objects, include(query), metadata)
                : PartialMetadata.list(objects, metadata);
    }

    private static List<ObjectNode> trees(ListPage page) {
        return page.items().stream()
                .map(object -> object.body().tree(object.revision()))
                .toList();
    }

    private static byte[] fromBytes(Kind<?> kind, ObjectNode metadata, List<byte[]> items) {
        byte[] head = ("{\"kind\":\"" + kind.listName() + "\",\"apiVersion\":\"" + kind.apiVersion()
                        + "\",\"metadata\":" + metadata + ",\"items\":[")
                .getBytes(StandardCharsets.UTF_8);
        byte[] type = typeOfItems(kind);
        int length = head.length + END_OF_LIST.length + items.size();
        for (byte[] item : items) length += item.length;
        ByteArrayOutputStream list = new ByteArrayOutputStream(length);
        list.writeBytes(head);
        for (int at = 0; at < items.size(); at++) {
            if (at > 0) list.write(',');
            byte[] item = items.get(at);
            int from = startsWith(item, type) ? type.length : 0;
            if (from > 0) list.write('{');
            list.write(item, from, item.length - from);
        }
        list.writeBytes(END_OF_LIST);
        return list.toByteArray();
    }

    /** What items begin with that a list leaves out: the list says it for all, but for custom resources. */
    private static byte[] typeOfItems(Kind<?> kind) {
        if (kind.view() == GenericKubernetesResource.class) return new byte[0];
        return ("{\"kind\":\"" + kind.name() + "\",\"apiVersion\":\"" + kind.apiVersion() + "\",")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] item, byte[] prefix) {
        return item.length > prefix.length && Arrays.equals(item, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static IncludeObject include(Query query) {
        return IncludeObject.parse(query.text("includeObject"));
    }
}
