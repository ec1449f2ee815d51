package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives a Pod its ServiceAccount, the account's pull secrets, and the volume by which it reaches the API. */
public final class ServiceAccountOfPod implements AdmissionRule {
    private static final String DEFAULT = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int TOKEN_SECONDS = 3607;
    private static final int MODE = 0644;

    private final AdmissionSettings settings;
    private final RandomGenerator random;

    ServiceAccountOfPod(AdmissionSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return;
        if (Metadata.annotations(request.given()).containsKey(MIRROR)) {
            checkMirror(request);
            return;
        }
        ObjectNode spec = (ObjectNode) request.given().path("spec");
        String name = spec.path("serviceAccountName").asString("");
        if (name.isEmpty()) name = spec.path("serviceAccount").asString("");
        if (name.isEmpty()) name = DEFAULT;
        spec.put("serviceAccountName", name).put("serviceAccount", name);
        String namespace = Objects.requireNonNullElse(request.key().namespace(), "");
        StoreKey key = new StoreKey(Kinds.SERVICE_ACCOUNT.resource(), namespace, name);
        Optional<StoredObject> found = request.snapshot().get(key);
        if (found.isEmpty() && name.equals(DEFAULT) && settings.requiresServiceAccounts()) {
            found = awaited(key, request.snapshot());
        }
        if (found.isEmpty()) {
            if (!settings.requiresServiceAccounts()) return;
            throw request.forbidden("error looking up service account " + namespace + "/" + name + ": serviceaccount \""
                    + name + "\" not found");
        }
        ObjectNode account = Json.parseObject(found.get().json());
        if (automounts(spec, account)) mount(spec);
        if (spec.path("imagePullSecrets").isEmpty()
                && !account.path("imagePullSecrets").isEmpty()) {
            spec.set("imagePullSecrets", account.path("imagePullSecrets").deepCopy());
        }
    }

    /** A mirror shows what a node runs without the API, so that nothing of the API can be in it. */
    private static void checkMirror(AdmissionRequest request) {
        JsonNode spec = request.given().path("spec");
        if (!spec.path("serviceAccountName").asString("").isEmpty()) {
            throw request.forbidden("a mirror pod may not reference service accounts");
        }
        for (JsonNode volume : spec.path("volumes")) {
            boolean token = volume.path("projected")
                    .path("sources")
                    .valueStream()
                    .anyMatch(source -> source.has("serviceAccountToken"));
            if (token) throw request.forbidden("a mirror pod may not use ServiceAccountToken volume projections");
        }
    }

    /** The account of a namespace that was made a moment ago is about to be made. */
    private Optional<StoredObject> awaited(StoreKey key, Snapshot since) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Snapshot state = since;
        Optional<StoredObject> found = Optional.empty();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            state = settings.newer().than(state);
            found = state.get(key);
        }
        return found;
    }

    private static boolean automounts(JsonNode spec, JsonNode account) {
        String field = "automountServiceAccountToken";
        JsonNode own = spec.path(field);
        return own.isBoolean() ? own.booleanValue() : account.path(field).asBoolean(true);
    }

    private void mount(ObjectNode spec) {
        String volume = "";
        for (JsonNode given : spec.path("volumes")) {
            String name = given.path("name").asString("");
            if (name.startsWith(VOLUME_PREFIX)) volume = name;
        }
        boolean added = volume.isEmpty();
        if (added) volume = VOLUME_PREFIX + suffix();
        boolean used = false;
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) used |= mount((ObjectNode) container, volume);
        }
        if (added && used) array(spec, "volumes").add(volume(volume));
    }

    /** False where the container has something else at that place. */
    private static boolean mount(ObjectNode container, String volume) {
        ArrayNode mounts = array(container, "volumeMounts");
        boolean taken = mounts.valueStream()
                .anyMatch(mount -> mount.path("mountPath").asString("").equals(MOUNT_PATH));
        if (!taken) mounts.addObject().put("name", volume).put("readOnly", true).put("mountPath", MOUNT_PATH);
        else if (mounts.isEmpty()) container.remove("volumeMounts");
        return !taken;
    }

    private static ObjectNode volume(String name) {
        ObjectNode volume = Json.object().put("name", name);
        ObjectNode projected = volume.putObject("projected");
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token");
        ObjectNode authority = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        ObjectNode item = sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace");
        item.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
        projected.put("defaultMode", MODE);
        return volume;
    }

    private String suffix() {
        var suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX; i++) suffix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return suffix.toString();
    }

    private static ArrayNode array(ObjectNode object, String field) {
        return object.path(field) instanceof ArrayNode there ? there : object.putArray(field);
    }
}
