package io.coxswain.controlplane.controller.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeRangesTest {
    @Test
    void givesTheFirstFreeRangeUntilNoneIsLeft() {
        var ranges = new NodeRanges("10.244.0.0/16");
        assertThat(ranges.firstFree(Set.of()::contains)).contains("10.244.0.0/24");
        assertThat(ranges.firstFree(Set.of("10.244.0.0/24", "10.244.2.0/24")::contains))
                .contains("10.244.1.0/24");
        assertThat(new NodeRanges("192.168.7.0/24").firstFree(Set.of("192.168.7.0/24")::contains))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoNetwork() {
        assertThatThrownBy(() -> new NodeRanges("10.244.0.0/25")).hasMessageContaining("10.244.0.0/25");
        assertThatThrownBy(() -> new NodeRanges("fd00::/16")).hasMessageContaining("not IPv4");
        assertThatThrownBy(() -> new NodeRanges("10.244.0.0")).isInstanceOf(IllegalArgumentException.class);
    }
}
