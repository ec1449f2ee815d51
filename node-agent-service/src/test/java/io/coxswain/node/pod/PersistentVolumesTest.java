package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** Claims in Pods, on real directories and mounts; the tests select the node as the scheduler would. */
@ExtendWith(SharedCluster.class)
class PersistentVolumesTest {
    @BeforeAll
    static void makeClaims() {
        for (String name : List.of("kept", "shared")) cluster().apply(claim(name, "ReadWriteOnce"));
        cluster().apply(claim("alone", "ReadWriteOncePod"));
    }

    @Test
    void dataOutlivesPodAndAgentAndGoesWithItsClaim() throws Exception {
        cluster().apply(pod("writes", claimed("kept")));
        cluster().awaitReady("writes");
        cluster().run("writes", "c", "sh", "-c", "echo 42 > /data/answer; echo part > /part/file");
        assertThat(cluster().run("writes", "c", "stat", "-c", "%g %a", "/data")).isEqualTo("3000 2777\n");
        assertThat(cluster().run("writes", "c", "stat", "-c", "%g", "/data/answer"))
                .isEqualTo("3000\n");
        Path directory = directory("kept");
        assertThat(directory.getParent()).isEqualTo(cluster().directory().resolve("local-path"));
        assertThat(directory.resolve("part/a/file")).hasContent("part\n");

        cluster().stopAgent();
        cluster().startAgentAgain();
        cluster().delete("writes", 0L);
        cluster().awaitGone("writes");
        cluster().apply(pod("reads", claimed("kept") + ", readOnly: true}").replace("}, readOnly", ", readOnly"));
        cluster().awaitReady("reads");
        assertThat(cluster().run("reads", "c", "cat", "/data/answer")).isEqualTo("42\n");
        assertThatThrownBy(() -> cluster().run("reads", "c", "touch", "/data/more"))
                .isInstanceOf(IllegalStateException.class);

        delete("kept");
        String volume = volume("kept");
        assertThat(directory).as("while a Pod uses it").exists();
        cluster().delete("reads", 0L);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(directory));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cluster()
                        .api()
                        .find(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(volume))
                        .isEmpty());
    }

    @Test
    void podsOfOneNodeShareAVolumeUnlessItIsForOnePodAlone() throws Exception {
        cluster().apply(pod("one", claimed("shared")));
        cluster().apply(pod("two", claimed("shared")));
        cluster().apply(pod("holder", claimed("alone")));
        cluster().awaitReady("one");
        cluster().awaitReady("two");
        cluster().run("one", "c", "sh", "-c", "echo seen > /data/file");
        assertThat(cluster().run("two", "c", "cat", "/data/file")).isEqualTo("seen\n");
        cluster().awaitReady("holder");
        cluster().apply(pod("intruder", claimed("alone")));
        awaitFailedMount(
                "intruder", "volume uses the ReadWriteOncePod access mode and is already in use by another pod");
        cluster().delete("holder", 0L);
        cluster().awaitReady("intruder");
    }

    @Test
    void ephemeralVolumeLivesAsLongAsItsPod() throws Exception {
        cluster().apply(pod("fleeting", """
                ephemeral: {volumeClaimTemplate: {
                  metadata: {annotations: {volume.kubernetes.io/selected-node: %s}},
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}}\
                """.formatted(TestCluster.NODE)));
        cluster().awaitReady("fleeting");
        cluster().run("fleeting", "c", "touch", "/data/file");
        Path directory = directory("fleeting-data");
        assertThat(directory.resolve("file")).exists();
        cluster().delete("fleeting", 0L);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(directory));
    }

    @Test
    void whatCannotBeMountedIsToldInTheKubeletsWords() {
        cluster().apply(pod("early", claimed("none")));
        awaitFailedMount(
                "early",
                "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process"
                        + " volumes=[data]: error processing PVC default/none: failed to fetch PVC from API server:"
                        + " persistentvolumeclaims \"none\" not found");
        cluster().apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: unbound}
                spec: {storageClassName: "", accessModes: [ReadWriteMany], resources: {requests: {storage: 1Pi}}}
                """);
        cluster().apply(pod("waits", claimed("unbound")));
        awaitFailedMount("waits", "error processing PVC default/unbound: PVC is not bound");

        setAside(
                "elsewhere",
                "local: {path: /tmp}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions:"
                        + " [{key: kubernetes.io/hostname, operator: In, values: [other]}]}]}}");
        awaitFailedMount(
                "elsewhere",
                "MountVolume.NodeAffinity check failed for volume \"elsewhere\" : no matching NodeSelectorTerms");
        setAside(
                "absent",
                "local: {path: /no/such/path}, nodeAffinity: {required: {nodeSelectorTerms:"
                        + " [{matchExpressions: [{key: kubernetes.io/hostname, operator: Exists}]}]}}");
        awaitFailedMount(
                "absent",
                "MountVolume.NewMounter initialization failed for volume \"absent\" : path \"/no/such/path\" does not"
                        + " exist");
        // Port 1 answers nowhere; a machine without a program for NFS says so at once.
        setAside("remote", "nfs: {server: 127.0.0.1, path: /}, mountOptions: [port=1, mountport=1, retry=0]");
        awaitFailedMount("remote", "MountVolume.SetUp failed for volume \"remote\" : mount failed: exit status ");
        setAside("raw", "volumeMode: Block, hostPath: {path: /dev/null}");
        awaitFailedMount("raw", "volumeMode Block, which is not supported by this node");
    }

    @Test
    void hostPathVolumeIsAPathOfTheNode() throws Exception {
        Path directory = Files.createDirectory(cluster().directory().resolve("static"));
        Files.writeString(directory.resolve("file"), "there");
        setAside("static", "hostPath: {path: %s, type: Directory}".formatted(directory));
        cluster().awaitReady("static");
        assertThat(cluster().run("static", "c", "cat", "/data/file")).isEqualTo("there");
    }

    /** A volume, a claim and a Pod of one name. */
    private static void setAside(String name, String source) {
        boolean block = source.contains("Block");
        cluster().apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s}
                spec: {capacity: {storage: 1Mi}, accessModes: [ReadWriteOnce], %2$s, claimRef: {namespace: default, name: %1$s}}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %1$s}
                spec:
                  storageClassName: ""
                  volumeName: %1$s
                  %3$s
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Mi}}
                """.formatted(name, source, block ? "volumeMode: Block" : "volumeMode: Filesystem"));
        cluster().apply(pod(name, claimed(name)).replace(", {name: data, mountPath: /part, subPath: part/a}", ""));
    }

    private static void awaitFailedMount(String pod, String message) {
        await(message)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(cluster()
                                .api()
                                .list(Kinds.EVENT, ListOptions.in("default"))
                                .items())
                        .filteredOn(event ->
                                event.at("/involvedObject/name").asString("").equals(pod))
                        .filteredOn(event -> event.path("reason").asString("").equals("FailedMount"))
                        .extracting(event -> event.path("message").asString(""))
                        .anyMatch(text -> text.contains(message)));
    }

    private static String claim(String name, String mode) {
        return """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: %s, annotations: {volume.kubernetes.io/selected-node: %s}}
            spec: {accessModes: [%s], resources: {requests: {storage: 1Mi}}}
            """.formatted(name, TestCluster.NODE, mode);
    }

    private static String claimed(String claim) {
        return "persistentVolumeClaim: {claimName: " + claim + "}";
    }

    private static String pod(String name, String volume) {
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              terminationGracePeriodSeconds: 0
              securityContext: {runAsUser: 1000, fsGroup: 3000}
              containers:
              - name: c
                image: busybox:1.36
                command: [sleep, "1000"]
                volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /part, subPath: part/a}]
              volumes: [{name: data, %s}]
            """.formatted(name, volume);
    }

    private static String volume(String claim) {
        ObjectNode found = cluster().api().get(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", claim));
        return found.at("/spec/volumeName").asString("");
    }

    private static Path directory(String claim) {
        ObjectNode volume = cluster().api().get(Kinds.PERSISTENT_VOLUME, ObjectKey.cluster(volume(claim)));
        return Path.of(volume.at("/spec/local/path").asString(""));
    }

    private static void delete(String claim) {
        cluster()
                .api()
                .delete(Kinds.PERSISTENT_VOLUME_CLAIM, new ObjectKey("default", claim), DeleteOptions.defaults());
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }
}
