package io.coxswain.controlplane.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.node.ObjectNode;

/** Binder, provisioner and reclaim against a real control plane; the test does what scheduler and agents do. */
class PersistentStorageTest {
    private static final String PHASE = "/status/phase";
    private static TestControlPlane controlPlane;
    private static WireApi api;

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        controlPlane = TestControlPlane.start();
        api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "storage-test");
        apply("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: disk
                  labels: {kubernetes.io/hostname: disk}
                  annotations: {coxswain.io/local-path: /volumes/of/disk}
                ---
                apiVersion: v1
                kind: Node
                metadata: {name: diskless, labels: {kubernetes.io/hostname: diskless}}
                ---
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: at-once}
                provisioner: coxswain.io/local-path
                allowVolumeExpansion: true
                ---
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: kept}
                provisioner: coxswain.io/local-path
                reclaimPolicy: Retain
                ---
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: others}
                provisioner: example.com/others
                """);
    }

    @AfterAll
    static void stop() {
        api.close();
        controlPlane.close();
        Awaitility.reset();
    }

    @Test
    @DisplayName("a claim of the default class waits for its first consumer and gets a volume on the selected node")
    void claimOfTheDefaultClassFollowsItsPod() {
        claim("first", "", "1Gi", "ReadWriteOnce");
        awaitEvent("first", "WaitForFirstConsumer waiting for first consumer to be created before binding");
        assertThat(claim("first").at("/spec/storageClassName").asString("")).isEqualTo("standard");
        assertThat(claim("first").at(PHASE).asString("")).isEqualTo("Pending");

        select("first", "diskless");
        awaitEvent(
                "first",
                "ProvisioningFailed failed to provision volume with StorageClass \"standard\": node \"diskless\" offers"
                        + " no local volumes");
        await().untilAsserted(() ->
                assertThat(Metadata.annotations(claim("first"))).doesNotContainKey(StorageAnnotations.SELECTED_NODE));

        select("first", "disk");
        ObjectNode bound = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "first", "Bound");
        String volumeName = bound.at("/spec/volumeName").asString("");
        assertThat(volumeName).isEqualTo("pvc-" + Metadata.uid(bound));
        assertThat(Metadata.annotations(bound))
                .containsEntry("pv.kubernetes.io/bind-completed", "yes")
                .containsEntry("pv.kubernetes.io/bound-by-controller", "yes")
                .containsEntry("volume.kubernetes.io/storage-provisioner", "coxswain.io/local-path");
        assertThat(bound.at("/status/capacity/storage").asString("")).isEqualTo("1Gi");
        assertThat(Json.texts(bound.at("/status/accessModes"))).containsExactly("ReadWriteOnce");
        ObjectNode volume = volume(volumeName);
        assertThat(volume.at(PHASE).asString("")).isEqualTo("Bound");
        assertThat(volume.at("/spec/local/path").asString("")).isEqualTo("/volumes/of/disk/" + volumeName);
        assertThat(volume.at("/spec/persistentVolumeReclaimPolicy").asString(""))
                .isEqualTo("Delete");
        awaitEvent("first", "ProvisioningSucceeded Successfully provisioned volume " + volumeName);

        delete(Kinds.PERSISTENT_VOLUME_CLAIM, "first");
        // The directory is the agent's to remove: until then its finalizer keeps the volume.
        await().untilAsserted(() -> assertThat(Json.texts(volume(volumeName).at("/metadata/finalizers")))
                .containsExactly("coxswain.io/local-path"));
        assertThat(Metadata.isTerminating(volume(volumeName))).isTrue();
    }

    @Test
    void nodeLetsGoOnlyOfItsOwnDeletedVolumes() {
        claim("own", "at-once", "1Mi", "ReadWriteOncePod");
        String name = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "own", "Bound")
                .at("/spec/volumeName")
                .asString("");
        ObjectNode free = Json.object();
        Metadata.of(free).putArray("finalizers").add("kubernetes.io/pv-protection");
        try (var disk = node("disk");
                var other = node("diskless")) {
            assertThatThrownBy(() -> let(disk, name, free)).hasMessageContaining("may only let go of deleted");
            assertThatThrownBy(() -> let(other, name, free)).hasMessageContaining("cannot patch resource");
            assertThatThrownBy(() -> disk.list(Kinds.PERSISTENT_VOLUME, ListOptions.everything()))
                    .hasMessageContaining("cannot list resource");
            var mine = ListOptions.everything().withFields("spec.nodeName=disk");
            assertThat(disk.list(Kinds.PERSISTENT_VOLUME, mine).items())
                    .extracting(Metadata::name)
                    .contains(name);
            delete(Kinds.PERSISTENT_VOLUME_CLAIM, "own");
            await().untilAsserted(() -> assertThat(Json.texts(volume(name).at("/metadata/finalizers")))
                    .containsExactly("coxswain.io/local-path"));
            ObjectNode none = Json.object();
            Metadata.of(none).putArray("finalizers");
            ObjectNode more = none.deepCopy();
            more.putObject("spec").put("persistentVolumeReclaimPolicy", "Retain");
            assertThatThrownBy(() -> let(disk, name, more)).hasMessageContaining("may only let go of deleted");
            let(disk, name, none);
        }
        assertThat(api.find(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(name))).isEmpty();
    }

    private static void let(WireApi as, String volume, ObjectNode patch) {
        as.patch(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(volume), PatchType.MERGE, patch, null);
    }

    private static WireApi node(String name) {
        return WireApi.of(Kubeconfig.read(controlPlane.kubeconfig("system:node:" + name, "system:nodes")), "agent");
    }

    @Test
    void boundClaimGrowsWhereItsClassAllows() {
        claim("grows", "at-once", "1Gi", "ReadWriteOnce");
        ObjectNode bound = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "grows", "Bound");
        resize("grows", "3Gi");
        await().untilAsserted(() -> assertThat(
                        claim("grows").at("/status/capacity/storage").asString(""))
                .isEqualTo("3Gi"));
        assertThat(volume(bound.at("/spec/volumeName").asString(""))
                        .at("/spec/capacity/storage")
                        .asString(""))
                .isEqualTo("3Gi");
        awaitEvent("grows", "VolumeResizeSuccessful ExpandVolume succeeded for volume default/grows");

        claim("stays", "kept", "1Gi", "ReadWriteOnce");
        awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "stays", "Bound");
        assertThatThrownBy(() -> resize("stays", "3Gi")).hasMessageContaining("must support resize");
    }

    private static void resize(String claim, String size) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").putObject("resources").putObject("requests").put("storage", size);
        api.patch(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", claim), PatchType.MERGE, patch, null);
    }

    @Test
    void retainedVolumeStaysAndKeepsItsData() {
        claim("keeps", "kept", "1Gi", "ReadWriteOnce");
        String name = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "keeps", "Bound")
                .at("/spec/volumeName")
                .asString("");
        delete(Kinds.PERSISTENT_VOLUME_CLAIM, "keeps");
        awaitPhase(Kinds.PERSISTENT_VOLUME, name, "Released");
        assertThat(Metadata.isTerminating(volume(name))).isFalse();
        delete(Kinds.PERSISTENT_VOLUME, name);
        await().until(() ->
                api.find(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(name)).isEmpty());
    }

    @Test
    void claimTakesTheSmallestVolumeThatHasAllItAsksFor() {
        volume("large", "10Gi", "static", "ReadWriteOnce", "{tier: gold}", "Retain");
        volume("fitting", "5Gi", "static", "ReadWriteOnce", "{tier: gold}", "Delete");
        volume("lead", "5Gi", "static", "ReadWriteOnce", "{tier: lead}", "Retain");
        volume("small", "1Gi", "static", "ReadWriteOnce", "{tier: gold}", "Retain");
        volume("shared", "4Gi", "static", "ReadWriteMany", "{tier: gold}", "Retain");
        awaitPhase(Kinds.PERSISTENT_VOLUME, "large", "Available");
        awaitPhase(Kinds.PERSISTENT_VOLUME, "fitting", "Available");
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: picky}
                spec:
                  storageClassName: static
                  accessModes: [ReadWriteOnce]
                  selector: {matchLabels: {tier: gold}}
                  resources: {requests: {storage: 3Gi}}
                """);
        ObjectNode bound = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "picky", "Bound");
        assertThat(bound.at("/spec/volumeName").asString("")).isEqualTo("fitting");
        assertThat(bound.at("/status/capacity/storage").asString("")).isEqualTo("5Gi");

        // Nobody made this volume for a claim, so nobody knows how to delete it.
        delete(Kinds.PERSISTENT_VOLUME_CLAIM, "picky");
        ObjectNode failed = awaitPhase(Kinds.PERSISTENT_VOLUME, "fitting", "Failed");
        assertThat(failed.at("/status/reason").asString("")).isEqualTo("VolumeFailedDelete");
    }

    @Test
    void volumeAndClaimMayBeSetAsideForEachOther() {
        apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: reserved}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteMany]
                  persistentVolumeReclaimPolicy: Recycle
                  claimRef: {namespace: default, name: expected}
                  hostPath: {path: /srv}
                """);
        awaitPhase(Kinds.PERSISTENT_VOLUME, "reserved", "Available");
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: expected}
                spec: {storageClassName: "", accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: late}
                spec:
                  storageClassName: ""
                  volumeName: reserved
                  accessModes: [ReadWriteMany]
                  resources: {requests: {storage: 1Gi}}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: nothing}
                spec: {storageClassName: "", accessModes: [ReadWriteMany], resources: {requests: {storage: 1Ti}}}
                """);
        ObjectNode bound = awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "expected", "Bound");
        assertThat(bound.at("/spec/volumeName").asString("")).isEqualTo("reserved");
        awaitEvent("late", "FailedBinding volume \"reserved\" already bound to a different claim.");
        awaitEvent(
                "nothing", "FailedBinding no persistent volumes available for this claim and no storage class is set");
        delete(Kinds.PERSISTENT_VOLUME_CLAIM, "late");
        delete(Kinds.PERSISTENT_VOLUME_CLAIM, "expected");
        ObjectNode failed = awaitPhase(Kinds.PERSISTENT_VOLUME, "reserved", "Failed");
        assertThat(failed.at("/status/message").asString("")).contains("Recycle is not supported");
    }

    @Test
    void boundClaimWithoutItsVolumeIsLost() {
        volume("fleeting", "1Gi", "gone", "ReadWriteOnce", "{}", "Retain");
        awaitPhase(Kinds.PERSISTENT_VOLUME, "fleeting", "Available");
        claim("bereft", "gone", "1Gi", "ReadWriteOnce");
        awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "bereft", "Bound");
        delete(Kinds.PERSISTENT_VOLUME, "fleeting");
        ObjectNode free = Json.object();
        Metadata.of(free).putArray("finalizers");
        api.patch(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster("fleeting"), PatchType.MERGE, free, null);
        awaitPhase(Kinds.PERSISTENT_VOLUME_CLAIM, "bereft", "Lost");
        awaitEvent("bereft", "ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    }

    @Test
    void whatCannotBeProvisionedIsToldByName() {
        claim("many", "at-once", "1Gi", "ReadWriteMany");
        claim("foreign", "others", "1Gi", "ReadWriteOnce");
        claim("nowhere", "no-such-class", "1Gi", "ReadWriteOnce");
        awaitEvent(
                "many",
                "ProvisioningFailed failed to provision volume with StorageClass \"at-once\": only ReadWriteOnce and"
                        + " ReadWriteOncePod access modes are supported");
        awaitEvent(
                "foreign",
                "ExternalProvisioning Waiting for a volume to be created either by the external provisioner"
                        + " 'example.com/others' or manually by the system administrator. If volume creation is"
                        + " delayed, please verify that the provisioner is running and correctly registered.");
        awaitEvent("nowhere", "ProvisioningFailed storageclass.storage.k8s.io \"no-such-class\" not found");
    }

    @Test
    void ephemeralVolumeGetsItsClaimFromThePod() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: scratch}
                spec:
                  nodeName: diskless
                  containers: [{name: c, image: busybox, volumeMounts: [{name: work, mountPath: /work}]}]
                  volumes:
                  - name: work
                    ephemeral:
                      volumeClaimTemplate:
                        metadata: {labels: {for: scratch}}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        ObjectNode claim = await().until(
                        () -> api.find(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", "scratch-work"))
                                .orElseGet(Json::object),
                        found -> !found.isEmpty());
        assertThat(Metadata.labels(claim)).containsEntry("for", "scratch");
        assertThat(claim.at("/metadata/ownerReferences/0/name").asString("")).isEqualTo("scratch");
        assertThat(claim.at("/metadata/ownerReferences/0/controller").asBoolean(false))
                .isTrue();
        api.delete(Kinds.POD, new ObjectKey("default", "scratch"), new DeleteOptions(0L, null, null, null));
        await().until(() -> api.find(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", "scratch-work"))
                .isEmpty());
    }

    private static void claim(String name, String storageClass, String size, String mode) {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {%s accessModes: [%s], resources: {requests: {storage: %s}}}
                """.formatted(name, storageClass.isEmpty() ? "" : "storageClassName: " + storageClass + ",", mode, size));
    }

    private static void volume(
            String name, String size, String storageClass, String mode, String labels, String policy) {
        apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %s, labels: %s}
                spec:
                  storageClassName: %s
                  capacity: {storage: %s}
                  accessModes: [%s]
                  persistentVolumeReclaimPolicy: %s
                  hostPath: {path: /srv}
                """.formatted(name, labels, storageClass, size, mode, policy));
    }

    private static void select(String claim, String node) {
        ObjectNode patch = Json.object();
        Metadata.of(patch).putObject("annotations").put(StorageAnnotations.SELECTED_NODE, node);
        api.patch(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", claim), PatchType.MERGE, patch, null);
    }

    private static ObjectNode claim(String name) {
        return api.get(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", name));
    }

    private static ObjectNode volume(String name) {
        return api.get(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(name));
    }

    private static ObjectNode awaitPhase(Kind<?> kind, String name, String phase) {
        var key = kind.equals(Kinds.PERSISTENT_VOLUME) ? ObjectKey.cluster(name) : new ObjectKey("default", name);
        return await(name + " becomes " + phase)
                .until(
                        () -> api.get(kind, key),
                        object -> object.at(PHASE).asString("").equals(phase));
    }

    private static void delete(Kind<?> kind, String name) {
        var key = kind.equals(Kinds.PERSISTENT_VOLUME) ? ObjectKey.cluster(name) : new ObjectKey("default", name);
        api.delete(kind, key, DeleteOptions.defaults());
    }

    private static void awaitEvent(String about, String event) {
        await().untilAsserted(() -> assertThat(events(about)).contains(event));
    }

    private static List<String> events(String about) {
        return api.list(Kinds.EVENT, ListOptions.in("default")).items().stream()
                .filter(event -> event.at("/involvedObject/name").asString("").equals(about))
                .map(event -> event.path("reason").asString("") + " "
                        + event.path("message").asString(""))
                .toList();
    }

    private static void apply(String manifest) {
        for (Object document : new Yaml().loadAll(manifest)) {
            ObjectNode object = Json.MAPPER.valueToTree(document);
            Kind<?> kind = Kinds.byName(
                            object.path("apiVersion").asString(""),
                            object.path("kind").asString(""))
                    .orElseThrow();
            if (kind.equals(Kinds.PERSISTENT_VOLUME_CLAIM) || kind.equals(Kinds.POD)) {
                Metadata.of(object).put("namespace", "default");
            }
            try {
                api.create(kind, object);
            } catch (ApiException refused) {
                throw new AssertionError(object.toString(), refused);
            }
        }
    }
}
