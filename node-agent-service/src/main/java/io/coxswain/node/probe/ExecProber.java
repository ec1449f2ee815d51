package io.coxswain.node.probe;

import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Execution;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Well when a command in the container ends with 0. */
final class ExecProber implements Prober {
    private static final int KEPT_OUTPUT = 10 * 1024;
    private final ContainerRuntime runtime;

    ExecProber(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean handles(Probe probe) {
        return probe.getExec() != null;
    }

    @Override
    public ProbeAnswer ask(ProbeTarget target, Probe probe, Duration patience)
            throws IOException, InterruptedException {
        var output = new FirstBytes();
        var command = probe.getExec().getCommand();
        try (var execution = runtime.exec(target.containerId(), command, ExecStreams.output(output))) {
            return asked(execution, output);
        }
    }

    private static ProbeAnswer asked(Execution execution, FirstBytes output) throws IOException, InterruptedException {
        try {
            int code = execution.awaitExitCode();
            if (code == 0) return new ProbeAnswer.Success();
            return new ProbeAnswer.Failure(output.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException late) {
            execution.kill();
            throw late;
        }
    }

    /** Keeps the beginning; the rest is read and let go, so that the command never waits for a reader. */
    private static final class FirstBytes extends ByteArrayOutputStream {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, KEPT_OUTPUT - Math.min(KEPT_OUTPUT, size())));
        }
    }
}
