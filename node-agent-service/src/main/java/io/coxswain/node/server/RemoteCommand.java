package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Execution;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.runtime.TerminalSize;
import io.coxswain.node.stream.ByteQueue;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A command that a client runs or joins, whatever the protocol between them. */
final class RemoteCommand {
    private static final Logger log = LoggerFactory.getLogger(RemoteCommand.class);

    /**
     * A client with a terminal tells its size at once, one without never does. A command that looks at its terminal
     * first thing should see that size.
     */
    private static final Duration MOST_WAIT_FOR_SIZE = Duration.ofMillis(100);

    /** Which streams the client asked for. */
    record Wanted(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        boolean anyStream() {
            return stdin || stdout || stderr;
        }

        /** A terminal has one output only. */
        boolean ownStderr() {
            return stderr && !tty;
        }
    }

    /** Begins the command. */
    @FunctionalInterface
    interface Starter {
        Execution start(ExecStreams streams) throws IOException;
    }

    private final Starter starter;
    private final Wanted wanted;
    private final ByteQueue stdin = new ByteQueue();
    private final AtomicReference<@Nullable Execution> running = new AtomicReference<>();
    private final AtomicReference<@Nullable TerminalSize> latestSize = new AtomicReference<>();
    private final CountDownLatch sized = new CountDownLatch(1);

    RemoteCommand(Starter starter, Wanted wanted) {
        this.starter = starter;
        this.wanted = wanted;
    }

    Wanted wanted() {
        return wanted;
    }

    /** What the client sends; its end is the end of the command's input. */
    ByteQueue stdin() {
        return stdin;
    }

    /** A new size of the terminal, as JSON. */
    void resize(byte[] data) {
        try {
            ObjectNode size = Json.parseObject(data);
            latestSize.set(new TerminalSize(
                    size.path("Width").asInt(80), size.path("Height").asInt(24)));
        } catch (JacksonException | IllegalArgumentException wrong) {
            log.debug("not a terminal size: {}", wrong.getMessage());
            return;
        }
        sized.countDown();
        applySize();
    }

    private void applySize() {
        Execution execution = running.get();
        TerminalSize size = latestSize.get();
        if (execution == null || size == null || !wanted.tty()) return;
        try {
            execution.resize(size);
        } catch (IOException ended) {
            log.debug("the terminal keeps its size: {}", ended.getMessage());
        }
    }

    /** Runs to the end, and says how it ended. */
    ObjectNode run(OutputStream stdout, OutputStream stderr) throws InterruptedException {
        if (wanted.tty()) sized.await(MOST_WAIT_FOR_SIZE.toMillis(), TimeUnit.MILLISECONDS);
        var streams = new ExecStreams(
                wanted.stdin() ? stdin : null,
                wanted.stdout() ? stdout : null,
                wanted.ownStderr() ? stderr : null,
                wanted.tty(),
                latestSize.get());
        try (Execution execution = starter.start(streams)) {
            running.set(execution);
            applySize();
            return exited(execution.awaitExitCode());
        } catch (IOException | ApiException | RuntimeFault failure) {
            return ApiException.internal(String.valueOf(failure.getMessage())).status();
        }
    }

    /** The client is gone. */
    void abandon() {
        stdin.end();
        Execution execution = running.get();
        if (execution != null) execution.close();
    }

    private static ObjectNode exited(int code) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        if (code == 0) return status.put("status", "Success");
        status.put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: exit status " + code)
                .put("reason", "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return status;
    }
}
