package io.coxswain.local.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRunnerTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void stagesFollowEachOtherAndTheStepsOfOneRunTogether() throws IOException {
        Profile profile = Profile.named("steps", Map.of("COXSWAIN_HOME", home.toString()));
        Files.createDirectories(profile.run());
        ProgressFile progress = new ProgressFile(profile);
        // Each of the two waits for the other: one after the other would never end.
        CyclicBarrier together = new CyclicBarrier(2);
        Step.Action meet = () -> {
            together.await();
            return "met";
        };
        new StepRunner(progress)
                .run(List.of(
                        List.of(new Step("first", () -> "")),
                        List.of(new Step("left", meet), new Step("right", meet)),
                        List.of(new Step("last", () -> "done"))));
        List<StepEvent> events = progress.read(0);
        assertThat(events).hasSize(8);
        assertThat(events.subList(0, 2)).extracting(StepEvent::step).containsOnly("first");
        assertThat(events.subList(2, 6)).extracting(StepEvent::step).containsOnly("left", "right");
        assertThat(events.get(7)).isInstanceOfSatisfying(StepEvent.Done.class, done -> {
            assertThat(done.step()).isEqualTo("last");
            assertThat(done.detail()).isEqualTo("done");
        });
        assertThat(progress.read(7)).hasSize(1);
    }

    @Test
    void aFailureEndsThePlanAndIsToldInOneLine() {
        StepPrinter printer = new StepPrinter(out, Map.of());
        assertThatThrownBy(() -> new StepRunner(printer)
                        .run(List.of(
                                List.of(new Step("works", () -> "well")),
                                List.of(new Step("fails", () -> {
                                    throw new IllegalStateException("outer", new IOException("no space left"));
                                })),
                                List.of(new Step("never", () -> "")))))
                .isInstanceOf(LocalException.class)
                .hasMessage("fails: no space left");
        assertThat(written.toString(StandardCharsets.UTF_8).replaceAll("[0-9]+\\.[0-9]", "T"))
                .isEqualTo("ok      T s  works: well\nFAILED   T s  fails: no space left\n");
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        for (Map<String, String> plain : List.of(
                Map.of("TERM", "xterm"),
                Map.of("COXSWAIN_TTY", "1", "TERM", "xterm", "NO_COLOR", "1"),
                Map.of("COXSWAIN_TTY", "1", "TERM", "dumb"))) {
            new StepRunner(new StepPrinter(out, plain)).run(new Step("step", () -> ""));
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
        new StepRunner(new StepPrinter(out, Map.of("COXSWAIN_TTY", "1", "TERM", "xterm")))
                .run(new Step("step", () -> ""));
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("\u001b[32m✓");
    }
}
