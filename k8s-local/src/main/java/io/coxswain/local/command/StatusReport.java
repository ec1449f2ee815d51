package io.coxswain.local.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/** What is known of a cluster from outside. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record StatusReport(
        String cluster,
        String profile,
        State state,
        String detail,
        String api,
        List<String> gateway,
        List<String> addressRanges,
        String context,
        String kubeconfig,
        String data,
        String database,
        String nodeState,
        String logs,
        String aotCache,
        List<ProcessLine> processes) {

    /** The exit code of the status command says the same. */
    enum State {
        RUNNING(0),
        DEGRADED(1),
        STOPPED(3),
        ABSENT(4);

        private final int exitCode;

        State(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    /** One process, or several of one kind. */
    record ProcessLine(String name, long pid, int processes, long memoryMebibytes) {}

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "Cluster", cluster + " (profile " + profile + ")");
        line(text, "State", state.name().toLowerCase(Locale.ROOT) + (detail.isEmpty() ? "" : ": " + detail));
        if (state == State.ABSENT) return text.toString();
        line(text, "API", api);
        line(text, "Gateway", String.join("  ", gateway));
        line(text, "Ranges", String.join("  ", addressRanges));
        line(text, "Context", context + " in " + kubeconfig);
        line(text, "Data", data);
        line(text, "Database", database);
        line(text, "Node state", nodeState);
        line(text, "Logs", logs);
        line(text, "AOT cache", aotCache);
        for (ProcessLine process : processes) {
            line(
                    text,
                    process.name(),
                    "pid " + process.pid()
                            + (process.processes() > 1 ? " and " + (process.processes() - 1) + " below it" : "") + ", "
                            + process.memoryMebibytes() + " MiB");
        }
        if (!processes.isEmpty()) {
            line(
                    text,
                    "Memory",
                    processes.stream().mapToLong(ProcessLine::memoryMebibytes).sum() + " MiB in all");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s%n", name, value));
    }
}
