package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.client.PatchType;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.node.ObjectNode;

/** What the API does for a component, alike over every transport. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private int namespaces;
    private String namespace = "";

    /** As a member of system:masters. */
    abstract Api api();

    /** As a component of that name, or as a user who may do nothing. */
    abstract Api api(String user);

    /** Makes everything up to this revision lie too far back. */
    abstract void expire(String revision);

    @BeforeEach
    void createNamespace() {
        namespace = getClass().getSimpleName().toLowerCase(Locale.ROOT) + "-" + namespaces++;
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", namespace);
        api().create(Kinds.NAMESPACE, object);
    }

    @Test
    void createsAndFinds() {
        ObjectNode created = api().create(Kinds.CONFIG_MAP, configMap("a"));
        assertThat(Metadata.uid(created)).isNotEmpty();
        assertThat(created.path("kind").asString()).isEqualTo("ConfigMap");
        assertThat(api().get(Kinds.CONFIG_MAP, key("a"))).isEqualTo(created);
        assertThat(api().find(Kinds.CONFIG_MAP, key("a"))).contains(created);
        assertThat(api().find(Kinds.CONFIG_MAP, key("absent"))).isEmpty();
        assertThat(Metadata.name(api().get(Kinds.NAMESPACE, ObjectKey.cluster(namespace))))
                .isEqualTo(namespace);

        ObjectNode generated = configMap("");
        Metadata.of(generated).put("generateName", "made-").remove("name");
        assertThat(Metadata.name(api().create(Kinds.CONFIG_MAP, generated))).startsWith("made-");
    }

    @Test
    void failsWithTheReasonOfTheServer() {
        api().create(Kinds.CONFIG_MAP, configMap("a"));
        ApiException absent = failure(Reason.NotFound, () -> api().get(Kinds.CONFIG_MAP, key("absent")));
        assertThat(absent).hasMessage("configmaps \"absent\" not found");
        assertThat(absent.status().path("details"))
                .isEqualTo(Json.object().put("name", "absent").put("kind", "configmaps"));
        failure(Reason.AlreadyExists, () -> api().create(Kinds.CONFIG_MAP, configMap("a")));
        ApiException invalid = failure(Reason.Invalid, () -> api().create(Kinds.CONFIG_MAP, configMap("A_b")));
        assertThat(invalid.status()
                        .path("details")
                        .path("causes")
                        .path(0)
                        .path("field")
                        .asString())
                .isEqualTo("metadata.name");
        ObjectNode unknown = configMap("unknown").put("foo", 1);
        assertThat(failure(Reason.BadRequest, () -> api().create(Kinds.CONFIG_MAP, unknown)))
                .hasMessageContaining("unknown field \"foo\"");
        assertThat(api().find(Kinds.CONFIG_MAP, key("unknown"))).isEmpty();
        assertThat(failure(Reason.Forbidden, () -> api("bob").list(Kinds.CONFIG_MAP, ListOptions.in(namespace))))
                .hasMessage(
                        "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\""
                                + " in the namespace \"" + namespace + "\"");
        failure(Reason.Forbidden, () -> api("bob").watch(Kinds.CONFIG_MAP, ListOptions.in(namespace)));
    }

    @Test
    void refusesToGuessWhatIsMeant() {
        ObjectNode nowhere = configMap("a");
        Metadata.of(nowhere).remove("namespace");
        failure(Reason.BadRequest, () -> api().create(Kinds.CONFIG_MAP, nowhere));
        failure(Reason.BadRequest, () -> api().get(Kinds.CONFIG_MAP, ObjectKey.cluster("a")));
        failure(Reason.BadRequest, () -> api().get(Kinds.CONFIG_MAP, key("")));
        failure(Reason.BadRequest, () -> api().get(Kinds.NAMESPACE, new ObjectKey(namespace, namespace)));
        failure(Reason.BadRequest, () -> api().updateStatus(Kinds.CONFIG_MAP, configMap("a")));
        failure(
                Reason.MethodNotAllowed,
                () -> api().createSubresource(Kinds.DEPLOYMENT, key("a"), "scale", Json.object()));
    }

    @Test
    void listsInPagesOfOneState() {
        for (int number = 0; number < 5; number++) {
            api().create(Kinds.CONFIG_MAP, labelled(configMap("page-" + number), "app", "paged"));
        }
        api().create(Kinds.CONFIG_MAP, labelled(configMap("other"), "app", "other"));
        ListOptions paged = ListOptions.in(namespace).withLabels("app in (paged),!absent");
        ObjectList page = api().list(Kinds.CONFIG_MAP, paged.page(2, ""));
        String revision = page.resourceVersion();
        api().create(Kinds.CONFIG_MAP, labelled(configMap("page-late"), "app", "paged"));
        List<ObjectNode> all = new ArrayList<>(page.items());
        while (!page.continueToken().isEmpty()) {
            assertThat(page.items()).hasSize(2);
            page = api().list(Kinds.CONFIG_MAP, paged.page(2, page.continueToken()));
            assertThat(page.resourceVersion()).isEqualTo(revision);
            all.addAll(page.items());
        }
        assertThat(all).extracting(Metadata::name).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
        assertThat(all.get(3)).isEqualTo(api().get(Kinds.CONFIG_MAP, key("page-3")));
        assertThat(api().list(
                                Kinds.CONFIG_MAP,
                                ListOptions.everything()
                                        .withFields("metadata.name=page-late,metadata.namespace=" + namespace))
                        .items())
                .hasSize(1);
        failure(Reason.BadRequest, () -> api().list(Kinds.CONFIG_MAP, paged.page(2, "broken")));
        failure(Reason.BadRequest, () -> api().list(Kinds.CONFIG_MAP, paged.withLabels("a in")));
        failure(Reason.BadRequest, () -> api().list(Kinds.CONFIG_MAP, paged.withFields("data.a=b")));
    }

    @Test
    void updatesOnlyTheNewest() {
        ObjectNode first = api().create(Kinds.CONFIG_MAP, configMap("a"));
        ObjectNode changed = first.deepCopy();
        changed.withObject("/data").put("a", "2");
        ObjectNode second = api().update(Kinds.CONFIG_MAP, changed);
        assertThat(revision(second)).isGreaterThan(revision(first));
        assertThat(api().get(Kinds.CONFIG_MAP, key("a"))).isEqualTo(second);
        changed.withObject("/data").put("a", "3");
        assertThat(failure(Reason.Conflict, () -> api().update(Kinds.CONFIG_MAP, changed)))
                .hasMessageContaining("the object has been modified");
        failure(Reason.NotFound, () -> api().update(Kinds.CONFIG_MAP, configMap("absent")));
    }

    @Test
    void updatesTheStatusAlone() {
        ObjectNode created = api().create(Kinds.DEPLOYMENT, deployment("a"));
        ObjectNode reported = created.deepCopy();
        reported.withObject("/spec").put("replicas", 7);
        reported.withObject("/status").put("replicas", 1);
        ObjectNode after = api().updateStatus(Kinds.DEPLOYMENT, reported);
        assertThat(after.path("spec")).isEqualTo(created.path("spec"));
        assertThat(after.path("status").path("replicas").asInt()).isEqualTo(1);
        reported.withObject("/status").put("replicas", 2);
        failure(Reason.Conflict, () -> api().updateStatus(Kinds.DEPLOYMENT, reported));
        ObjectNode patched = api().patch(
                        Kinds.DEPLOYMENT,
                        key("a"),
                        PatchType.MERGE,
                        Json.parseObject("{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":3}}"),
                        "status");
        assertThat(patched.path("spec")).isEqualTo(created.path("spec"));
        assertThat(patched.path("status").path("replicas").asInt()).isEqualTo(3);
    }

    @Test
    void patchesInThreeForms() {
        api().create(Kinds.DEPLOYMENT, deployment("a"));
        ObjectNode merge = Json.parseObject("{\"metadata\":{\"labels\":{\"merged\":\"yes\"}}}");
        assertThat(Metadata.labels(api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.MERGE, merge, null)))
                .containsEntry("merged", "yes");
        ObjectNode strategic = Json.parseObject(
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"d\",\"image\":\"d:1\"}]}}}}");
        ObjectNode two = api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.STRATEGIC, strategic, null);
        assertThat(two.at("/spec/template/spec/containers").size()).isEqualTo(2);
        var json = Json.MAPPER.readTree("[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":1},"
                + "{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]");
        ObjectNode four = api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.JSON, json, null);
        assertThat(four.at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(api().get(Kinds.DEPLOYMENT, key("a"))).isEqualTo(four);

        failure(Reason.Invalid, () -> api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.JSON, json, null));
        ObjectNode stale = Json.parseObject("{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{\"replicas\":5}}");
        failure(Reason.Conflict, () -> api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.MERGE, stale, null));
        ObjectNode unknown = Json.parseObject("{\"spec\":{\"replica\":5}}");
        failure(Reason.Invalid, () -> api().patch(Kinds.DEPLOYMENT, key("a"), PatchType.MERGE, unknown, null));
        failure(Reason.NotFound, () -> api().patch(Kinds.DEPLOYMENT, key("absent"), PatchType.MERGE, merge, null));
    }

    @Test
    void deletesAsTheOptionsSay() {
        ObjectNode map = api().create(Kinds.CONFIG_MAP, configMap("a"));
        delete(Reason.Conflict, DeleteOptions.ofUid("another"));
        delete(Reason.Conflict, new DeleteOptions(null, null, null, "1"));
        delete(Reason.Invalid, new DeleteOptions(null, "Sideways", null, null));
        api().delete(
                        Kinds.CONFIG_MAP,
                        key("a"),
                        new DeleteOptions(null, "Foreground", Metadata.uid(map), Metadata.resourceVersion(map)));
        assertThat(Json.texts(api().get(Kinds.CONFIG_MAP, key("a")).at("/metadata/finalizers")))
                .containsExactly("foregroundDeletion");
        api().delete(Kinds.CONFIG_MAP, key("a"), DeleteOptions.background());
        assertThat(api().find(Kinds.CONFIG_MAP, key("a"))).isEmpty();
        delete(Reason.NotFound, DeleteOptions.defaults());

        ObjectNode pod = pod("a");
        pod.withObject("/spec").put("nodeName", "n1");
        String uid = Metadata.uid(api().create(Kinds.POD, pod));
        api().delete(Kinds.POD, key("a"), new DeleteOptions(5L, null, null, null));
        assertThat(api().get(Kinds.POD, key("a"))
                        .at("/metadata/deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(5);
        api().delete(Kinds.POD, key("a"), DeleteOptions.now(uid));
        assertThat(api().find(Kinds.POD, key("a"))).isEmpty();
    }

    @Test
    void bindsPods() {
        api().create(Kinds.POD, pod("a"));
        ObjectNode binding = Json.parseObject(
                "{\"kind\":\"Binding\",\"apiVersion\":\"v1\",\"target\":{\"kind\":\"Node\"," + "\"name\":\"n1\"}}");
        assertThat(api().createSubresource(Kinds.POD, key("a"), "binding", binding))
                .isEqualTo(Json.parseObject("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                        + "\"status\":\"Success\",\"code\":201}"));
        assertThat(api().get(Kinds.POD, key("a")).at("/spec/nodeName").asString())
                .isEqualTo("n1");
        failure(Reason.Conflict, () -> api().createSubresource(Kinds.POD, key("a"), "binding", binding));
    }

    @Test
    void watchesChangesInTheirOrderAndGoesOnWhereItWas() throws InterruptedException {
        api().create(Kinds.CONFIG_MAP, labelled(configMap("before"), "app", "web"));
        ListOptions web = ListOptions.in(namespace).withLabels("app=web");
        String start = api().list(Kinds.CONFIG_MAP, web).resourceVersion();
        List<WatchEvent> events;
        try (Watch watch = api().watch(Kinds.CONFIG_MAP, web.after(start))) {
            api().create(Kinds.CONFIG_MAP, configMap("unseen"));
            api().create(Kinds.CONFIG_MAP, labelled(configMap("a"), "app", "web"));
            label("a", "more", "yes");
            label("a", "app", "db");
            label("a", "app", "web");
            api().delete(Kinds.CONFIG_MAP, key("a"), DeleteOptions.defaults());
            events = take(watch, 5);
            assertThat(watch.next(Duration.ofMillis(50))).isEmpty();
        }
        assertThat(events)
                .map(WatchEvent::type)
                .map(Enum::name)
                .containsExactly("ADDED", "MODIFIED", "DELETED", "ADDED", "DELETED");
        List<Long> revisions =
                events.stream().map(event -> revision(event.object())).toList();
        assertThat(revisions).isSorted().doesNotHaveDuplicates();
        assertThat(events)
                .allMatch(event -> event.object().path("kind").asString().equals("ConfigMap"));
        try (Watch watch =
                api().watch(Kinds.CONFIG_MAP, web.after(revisions.get(1).toString()))) {
            assertThat(take(watch, 3)).isEqualTo(events.subList(2, 5));
        }
        try (Watch watch = api().watch(Kinds.CONFIG_MAP, web)) {
            WatchEvent present = take(watch, 1).getFirst();
            assertThat(present)
                    .isEqualTo(new WatchEvent(WatchEvent.Type.ADDED, api().get(Kinds.CONFIG_MAP, key("before"))));
        }
    }

    @Test
    void saysThatAStartLiesTooFarBack() {
        ListOptions here = ListOptions.in(namespace);
        String start = api().list(Kinds.CONFIG_MAP, here).resourceVersion();
        ObjectNode later = api().create(Kinds.CONFIG_MAP, configMap("a"));
        expire(Metadata.resourceVersion(later));
        Awaitility.await()
                .untilAsserted(() -> failure(Reason.Expired, () -> {
                    try (Watch watch = api().watch(Kinds.CONFIG_MAP, here.after(start))) {
                        assertThat(watch.next(Duration.ofMillis(50))).isEmpty();
                    }
                }));
        failure(Reason.BadRequest, () -> api().watch(Kinds.CONFIG_MAP, here.after("new")));
    }

    @Test
    void endsForWhoWaitsWhenItIsClosed() throws Exception {
        ListOptions here = ListOptions.in(namespace);
        Watch watch = api().watch(
                        Kinds.CONFIG_MAP,
                        here.after(api().list(Kinds.CONFIG_MAP, here).resourceVersion()));
        var waiting = CompletableFuture.supplyAsync(() -> failure(Reason.ServiceUnavailable, () -> {
            while (true) watch.next(Duration.ofMinutes(5));
        }));
        watch.close();
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).hasMessage("the watch is closed");
        failure(Reason.ServiceUnavailable, () -> watch.next(Duration.ZERO));
    }

    /** The next events, without bookmarks. */
    static List<WatchEvent> take(Watch watch, int count) throws InterruptedException {
        List<WatchEvent> events = new ArrayList<>();
        while (events.size() < count) {
            WatchEvent event = watch.next(PATIENCE).orElseThrow(() -> new AssertionError("only " + events));
            if (event.type() != WatchEvent.Type.BOOKMARK) events.add(event);
        }
        return events;
    }

    static ApiException failure(Reason reason, ThrowingCallable call) {
        ApiException failure = catchThrowableOfType(ApiException.class, call);
        assertThat(failure).as("is refused").isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }

    static long revision(ObjectNode object) {
        return Long.parseLong(Metadata.resourceVersion(object));
    }

    final ObjectKey key(String name) {
        return new ObjectKey(namespace, name);
    }

    final String namespace() {
        return namespace;
    }

    final ObjectNode configMap(String name) {
        ObjectNode map = named(Kinds.CONFIG_MAP, name);
        map.putObject("data").put("a", "1");
        return map;
    }

    private void delete(Reason reason, DeleteOptions options) {
        failure(reason, () -> api().delete(Kinds.CONFIG_MAP, key("a"), options));
    }

    private void label(String name, String label, String value) {
        ObjectNode patch = labelled(Json.object(), label, value);
        api().patch(Kinds.CONFIG_MAP, key(name), PatchType.MERGE, patch, null);
    }

    private static ObjectNode labelled(ObjectNode object, String label, String value) {
        object.withObject("/metadata/labels").put(label, value);
        return object;
    }

    private ObjectNode named(Kind<?> kind, String name) {
        ObjectNode object = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private ObjectNode pod(String name) {
        ObjectNode pod = named(Kinds.POD, name);
        pod.set("spec", Json.parseObject("{\"containers\":[{\"name\":\"c\",\"image\":\"c:1\"}]}"));
        return pod;
    }

    private ObjectNode deployment(String name) {
        ObjectNode deployment = named(Kinds.DEPLOYMENT, name);
        deployment.set("spec", Json.parseObject("""
                {"selector":{"matchLabels":{"app":"a"}},
                 "template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"c:1"}]}}}
                """));
        return deployment;
    }
}
