package io.coxswain.controlplane.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.scheduler.plugin.NodeVolumeLimits;
import io.coxswain.controlplane.scheduler.plugin.VolumeRestrictions;
import io.coxswain.controlplane.scheduler.plugin.VolumeZone;
import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters that look at a Pod's volumes: zones, claims for one Pod alone, and how many volumes a node can have. */
class VolumePluginsTest {
    private static final String NONE = "0/1 nodes are available: 1 ";
    private final FixedCache<PersistentVolumeClaim> claims = new FixedCache<>();
    private final FixedCache<PersistentVolume> volumes = new FixedCache<>();
    private final FixedCache<StorageClass> classes = new FixedCache<>();
    private final FixedCache<CSINode> limits = new FixedCache<>();
    private final TestCluster cluster = new TestCluster();

    VolumePluginsTest() {
        cluster.plugins.add(new VolumeRestrictions(claims));
        cluster.plugins.add(new VolumeZone(claims, volumes));
        cluster.plugins.add(new NodeVolumeLimits(claims, volumes, classes, limits));
    }

    private void claim(String name, String volume, String mode) {
        claims.put(view(PersistentVolumeClaim.class, """
                {'metadata': {'name': '%s', 'namespace': 'default'},
                 'spec': {'storageClassName': 'made', 'volumeName': '%s', 'accessModes': ['%s']}}""".formatted(name, volume, mode)));
    }

    private void volume(String name, String labels, String driver) {
        volumes.put(view(PersistentVolume.class, """
                {'metadata': {'name': '%s', 'labels': {%s}},
                 'spec': {'csi': {'driver': '%s', 'volumeHandle': '%s'}}}""".formatted(name, labels, driver, name)));
    }

    private static <T> T view(Class<T> type, String json) {
        return Json.view(Json.parseObject(json.replace('\'', '"')), type);
    }

    private static String using(String... claims) {
        return "{'spec': {'volumes': ["
                + Arrays.stream(claims)
                        .map(name -> "{'name': '" + name + "', 'persistentVolumeClaim': {'claimName': '" + name + "'}}")
                        .collect(Collectors.joining(", "))
                + "]}}";
    }

    @ParameterizedTest(name = "volume {0}, node {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            'topology.kubernetes.io/zone': 'a'                                        | 'topology.kubernetes.io/zone': 'a'   | true
            'topology.kubernetes.io/zone': 'a'                                        | 'topology.kubernetes.io/zone': 'b'   | false
            'topology.kubernetes.io/zone': 'a__b'                                     | 'topology.kubernetes.io/zone': 'b'   | true
            'topology.kubernetes.io/zone': 'a__b'                                     | 'topology.kubernetes.io/zone': 'c'   | false
            'topology.kubernetes.io/region': 'r', 'topology.kubernetes.io/zone': 'a'  | 'topology.kubernetes.io/zone': 'a'   | false
            'topology.kubernetes.io/zone': 'a'                                        | ''                                   | true
            'disk': 'ssd'                                                             | 'topology.kubernetes.io/zone': 'b'   | true
            """, quoteCharacter = '`')
    void aNodeIsInTheZoneOfTheVolume(String volumeLabels, String nodeLabels, boolean fits) {
        volume("disk", volumeLabels, "csi.example.com");
        claim("data", "disk", "ReadWriteOnce");
        String labels = nodeLabels.equals("''") ? "" : nodeLabels;
        cluster.node("one", "{'metadata': {'labels': {" + labels + "}}}");
        assertThat(cluster.placed("web", using("data")))
                .isEqualTo(fits ? "one" : NONE + "node(s) had no available volume zone.");
    }

    @Test
    void aClaimThatIsNotBoundHasNoZoneYet() {
        claim("data", "", "ReadWriteOnce");
        cluster.node("one", "{'metadata': {'labels': {'topology.kubernetes.io/zone': 'a'}}}");
        assertThat(cluster.placed("web", using("data"))).isEqualTo("one");
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "ReadWriteOncePod, default, false",
        "ReadWriteOnce, default, true",
        "ReadWriteMany, default, true",
        "ReadWriteOncePod, other, true",
    })
    void aClaimForOnePodAloneHasNoSecondUser(String mode, String namespaceOfTheOther, boolean fits) {
        claim("data", "", mode);
        cluster.namespace("other", java.util.Map.of());
        cluster.node("one", "");
        String user = using("data");
        cluster.running(
                "first", "one", "{'metadata': {'namespace': '" + namespaceOfTheOther + "'}, " + user.substring(1));
        assertThat(cluster.placed("web", user))
                .isEqualTo(
                        fits
                                ? "one"
                                : NONE
                                        + "node has pod using PersistentVolumeClaim with the same name and"
                                        + " ReadWriteOncePod access mode.");
    }

    @Test
    void aNodeHasNoMoreVolumesOfADriverThanItsCsiNodeSays() {
        classes.put(view(StorageClass.class, "{'metadata': {'name': 'made'}, 'provisioner': 'csi.example.com'}"));
        limits.put(view(CSINode.class, """
                {'metadata': {'name': 'one'}, 'spec': {'drivers': [
                 {'name': 'csi.example.com', 'nodeID': 'one', 'allocatable': {'count': 2}},
                 {'name': 'free.example.com', 'nodeID': 'one'}]}}"""));
        for (String name : new String[] {"a", "b", "c"}) {
            volume(name, "", "csi.example.com");
            claim(name, name, "ReadWriteMany");
        }
        volume("free", "", "free.example.com");
        claim("free", "free", "ReadWriteMany");
        claim("unbound", "", "ReadWriteMany");
        cluster.node("one", "");
        cluster.running("first", "one", using("a"));
        assertThat(cluster.placed("web", using("b"))).isEqualTo("one");
        assertThat(cluster.placed("web", using("a", "b")))
                .as("one of them is there")
                .isEqualTo("one");
        String refusal = NONE + "node(s) exceed max volume count.";
        assertThat(cluster.placed("web", using("b", "c"))).isEqualTo(refusal);
        cluster.running("second", "one", using("b"));
        assertThat(cluster.placed("web", using("c"))).isEqualTo(refusal);
        assertThat(cluster.placed("web", using("unbound")))
                .as("still to be made")
                .isEqualTo(refusal);
        assertThat(cluster.placed("web", using("a", "b"))).as("nothing new").isEqualTo("one");
        assertThat(cluster.placed("web", using("free"))).as("no limit").isEqualTo("one");
    }
}
