package io.coxswain.local.step;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows steps on a terminal: with colour and a line that is overwritten there, plain lines anywhere else. */
public final class StepPrinter implements StepListener {
    private final PrintStream out;
    private final boolean fancy;
    private @Nullable String open;

    public StepPrinter(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.fancy = environment.getOrDefault("COXSWAIN_TTY", "").equals("1")
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    @Override
    public void on(StepEvent event) {
        switch (event) {
            case StepEvent.Started started -> begin(started);
            case StepEvent.Done done -> end("✓", "32", done.step(), done.seconds(), done.detail());
            case StepEvent.Failed failed -> end("✗", "31", failed.step(), failed.seconds(), failed.message());
        }
        out.flush();
    }

    private void begin(StepEvent.Started started) {
        if (!fancy) return;
        if (open != null) out.println();
        open = started.step();
        out.print(" • " + started.step() + " …");
    }

    private void end(String mark, String colour, String step, double seconds, String detail) {
        String text = detail.isEmpty() ? step : step + ": " + detail;
        String time = String.format(Locale.ROOT, "%5.1f s", seconds);
        if (!fancy) {
            out.println((mark.equals("✓") ? "ok    " : "FAILED ") + time + "  " + text);
            return;
        }
        String line = " \u001b[" + colour + "m" + mark + "\u001b[0m " + time + "  " + text;
        if (step.equals(open)) {
            out.println("\r\u001b[K" + line);
        } else {
            // Another step was begun after this one: its open line is written again below.
            out.print("\r\u001b[K" + line + "\n");
            if (open != null) out.print(" • " + open + " …");
            return;
        }
        open = null;
    }

    public void tell(String text) {
        out.println(text);
        out.flush();
    }
}
