package io.coxswain.controlplane.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
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
