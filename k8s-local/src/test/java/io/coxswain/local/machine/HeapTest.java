package io.coxswain.local.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.local.profile.LocalException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapTest {
    @ParameterizedTest
    @CsvSource(
            value = {"'',-,''", "'',2g,2g", "1G,-,1g", "1536m,2g,1536m", "256m,nonsense,256m"},
            nullValues = "-")
    void theOptionComesBeforeTheEnvironment(String option, String variable, String size) {
        Map<String, String> environment = variable == null ? Map.of() : Map.of(Heap.VARIABLE, variable);
        assertThat(Heap.of(option, environment).size()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "2,'',--heap 2: no size such as 1g or 1536m",
        "-1g,'',--heap -1g: no size such as 1g or 1536m",
        "255m,'',--heap 255m: the server needs at least 256m",
        "'',1 g,COXSWAIN_HEAP=1 g: no size such as 1g or 1536m"
    })
    void whatIsNoSizeIsRefused(String option, String variable, String message) {
        assertThatThrownBy(() -> Heap.of(option, Map.of(Heap.VARIABLE, variable)))
                .isInstanceOf(LocalException.class)
                .hasMessage(message);
    }
}
