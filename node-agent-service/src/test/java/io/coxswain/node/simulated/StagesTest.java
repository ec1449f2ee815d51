package io.coxswain.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of stages, and which of them a Pod takes. */
class StagesTest {
    @Test
    void theFirstStageThatFitsIsTaken() {
        Stages stages = Stages.parse("""
                stages:
                - {name: slow, from: Pending, labels: "app in (slow)", afterMilliseconds: 1000, jitterMilliseconds: 1000, to: Running}
                - {name: job, from: Pending, owner: Job, to: Failed}
                - {name: any, from: Pending, to: Ready}
                """);
        assertThat(stages.next(pod("slow", "Job"), PodState.Pending)
                        .orElseThrow()
                        .name())
                .isEqualTo("slow");
        assertThat(stages.next(pod("a", "Job"), PodState.Pending).orElseThrow().name())
                .isEqualTo("job");
        assertThat(stages.next(pod("a", "ReplicaSet"), PodState.Pending)
                        .orElseThrow()
                        .name())
                .isEqualTo("any");
        assertThat(stages.next(pod("a", "Job"), PodState.Ready)).isEmpty();
        Duration delay = stages.inOrder().getFirst().delay(pod("slow", "Job"));
        assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(stages.inOrder().getFirst().delay(pod("slow", "Job"))).isEqualTo(delay);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stages: [{from: Pending, to: Ready}]                                | a stage has no name
            stages: [{name: a, from: Pending, to: Gone}]                        | no way leads from Pending to Gone
            stages: [{name: a, from: Pendin, to: Gone}]                         | "Pendin" is none of Pending, Running
            stages: [{name: a, from: Pending, to: Ready, delay: 1s}]            | there is no field delay
            stages: [{name: a, from: Pending, to: Ready, afterMilliseconds: x}] | afterMilliseconds is not a number
            stages: [{name: a, from: Pending, to: Ready, labels: "a in"}]       | unable to parse requirement
            stage: []                                                           | a list "stages" is needed
            """)
    void wrongStagesAreRefusedWithWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> Stages.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Pod pod(String app, String owner) {
        return new PodBuilder()
                .withNewMetadata()
                .withUid("7")
                .addToLabels("app", app)
                .addNewOwnerReference()
                .withKind(owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
