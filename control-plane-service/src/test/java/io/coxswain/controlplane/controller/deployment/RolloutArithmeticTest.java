package io.coxswain.controlplane.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Clock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutArithmeticTest {
    @ParameterizedTest
    @CsvSource({
        // replicas, maxSurge, maxUnavailable -> most, fewest available
        "10, 25%, 25%, 13, 8",
        "4, 25%, 25%, 5, 3",
        "1, 25%, 25%, 2, 1",
        "3, 1, 0, 4, 3",
        "3, 0, 1, 3, 2",
        "2, 0, 25%, 2, 1", // both come to nothing: one may be unavailable, else no step could be made
        "2, 0, 5, 2, 0",
        "0, 25%, 25%, 0, 0",
    })
    void limitsFollowFromSurgeAndUnavailability(
            int replicas, String surge, String unavailable, int most, int fewestAvailable) {
        RolloutLimits limits = RolloutLimits.of(deployment(replicas, surge, unavailable));
        assertThat(limits.most()).isEqualTo(most);
        assertThat(limits.fewestAvailable()).isEqualTo(fewestAvailable);
    }

    @Test
    void aStepNeverGoesBeyondTheLimits() {
        var limits = new RolloutLimits(10, 3, 2);
        assertThat(limits.newReplicas(10, 0)).isEqualTo(3);
        assertThat(limits.newReplicas(13, 3)).isEqualTo(3);
        assertThat(limits.newReplicas(12, 9)).isEqualTo(10);
        // 13 Pods, 8 must be available, of the 3 new ones none is yet: 2 old ones may go
        assertThat(limits.mayGo(13, 3, 0)).isEqualTo(2);
        assertThat(limits.mayGo(13, 3, 3)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        // Deployment of 10 with surge 3 scaled from 5: 8 Pods were allowed before, 13 are now
        "5:3, 8:8, 10, 3, 5, 8:5",
        // scaled down from 10 to 5 with surge 3: 13 before, 8 now
        "8:5, 13:13, 5, 3, -5, 5:3",
        // to nothing
        "8:5, 13:13, 0, 0, -13, 0:0",
        // what rounding leaves goes to the first
        "1:1:1, 3:3:3, 4, 0, 1, 2:1:1",
    })
    void scalingInTheMiddleOfARolloutKeepsProportions(
            String sizes, String mostBefore, int replicas, int surge, int toAdd, String expected) {
        int[] shares =
                Scaling.shares(numbers(sizes), numbers(mostBefore), new RolloutLimits(replicas, surge, 0), toAdd);
        assertThat(shares).containsExactly(numbers(expected));
    }

    @ParameterizedTest
    @CsvSource({
        // type, sizes, wanted before, wanted now -> scaling needed
        "RollingUpdate, 3, 3, 3, false",
        "RollingUpdate, 3, 3, 4, true",
        "RollingUpdate, 2:1, 3, 4, true",
        "Recreate, 3, 3, 4, true",
        "Recreate, 2:1, 3, 4, false", // the old ones go, whatever is wanted now
        "RollingUpdate, 0:3, 3, 3, false",
    })
    void onlyAChangedNumberOfReplicasIsScaling(String type, String sizes, int before, int wanted, boolean expected) {
        assertThat(Scaling.isNeeded(rollout(type, sizes, before, wanted))).isEqualTo(expected);
    }

    @Test
    void endingPodsAreCountedOnceAllReplicaSetsTellThem() {
        Rollout rollout = rollout("RollingUpdate", "2:1", 3, 3);
        assertThat(rollout.terminating()).isNull();
        int told = 1;
        for (ReplicaSet set : rollout.all()) {
            set.setStatus(new ReplicaSetStatusBuilder()
                    .withTerminatingReplicas(told++)
                    .build());
        }
        assertThat(rollout.terminating()).isEqualTo(3);
    }

    private static Rollout rollout(String type, String sizes, int before, int wanted) {
        Deployment deployment = deployment(wanted, "25%", "25%");
        deployment.getSpec().getStrategy().setType(type);
        deployment.getSpec().setTemplate(template("{\"spec\":{\"nodeName\":\"new\"}}"));
        var sets = new ArrayList<ReplicaSet>();
        for (int size : numbers(sizes)) {
            String name = "set-" + sets.size();
            sets.add(new ReplicaSetBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withUid(name)
                    .withCreationTimestamp("2026-01-01T00:00:00Z")
                    .addToAnnotations(Annotations.DESIRED, String.valueOf(before))
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(size)
                    .withTemplate(template("{\"spec\":{\"nodeName\":\"" + name + "\"}}"))
                    .endSpec()
                    .build());
        }
        return new Rollout(deployment, sets, new Conditions(deployment, Clock.systemUTC()));
    }

    @Test
    void theHashOfATemplateDependsOnItsContentAlone() {
        var one = Json.parseObject("{\"a\":{\"x\":1,\"y\":[1,2]},\"b\":{}}");
        var other = Json.parseObject("{\"b\":{},\"a\":{\"y\":[1,2],\"x\":1}}");
        var changed = Json.parseObject("{\"b\":{},\"a\":{\"y\":[2,1],\"x\":1}}");
        assertThat(TemplateHash.of(one, 0)).isEqualTo(TemplateHash.of(other, 0)).matches("[bcdfghjklmnpqrstvwxz2-9]+");
        assertThat(TemplateHash.of(changed, 0)).isNotEqualTo(TemplateHash.of(one, 0));
        assertThat(TemplateHash.of(one, 1)).isNotEqualTo(TemplateHash.of(one, 0));
    }

    @Test
    void templatesAreTheSameWhateverTheirHashLabel() {
        var template = template("{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{\"nodeName\":\"a\"}}");
        var labelled = template("{\"metadata\":{\"labels\":{\"app\":\"web\",\"pod-template-hash\":\"x\"}},"
                + "\"spec\":{\"nodeName\":\"a\"}}");
        var other = template("{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{\"nodeName\":\"b\"}}");
        assertThat(TemplateHash.same(template, labelled)).isTrue();
        assertThat(TemplateHash.same(template, other)).isFalse();
    }

    private static PodTemplateSpec template(String json) {
        return Json.view(Json.parseObject(json), PodTemplateSpec.class);
    }

    private static int[] numbers(String text) {
        return java.util.Arrays.stream(text.split(":", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static Deployment deployment(int replicas, String surge, String unavailable) {
        return new DeploymentBuilder()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(amount(surge))
                .withMaxUnavailable(amount(unavailable))
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();
    }

    private static IntOrString amount(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
    }
}
