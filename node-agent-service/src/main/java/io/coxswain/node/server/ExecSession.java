package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.Execution;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.runtime.TerminalSize;
import io.coxswain.status.ApiException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * One command on one WebSocket. The first byte of each binary message is its channel. Source: the remotecommand
 * protocol of Kubernetes, v4 and v5.
 */
final class ExecSession extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(ExecSession.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    /** The largest message that a client may send; kubectl sends 32 KiB. */
    private static final int MAXIMUM_MESSAGE_BYTES = 1024 * 1024;
    /**
     * A client with a terminal tells its size at once, one without never does. A command that looks at its terminal
     * first thing should see that size.
     */
    private static final Duration MOST_WAIT_FOR_SIZE = Duration.ofMillis(100);

    /** What the client asked for. */
    record Wanted(List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        boolean anyStream() {
            return stdin || stdout || stderr;
        }
    }

    private final ContainerAccess containers;
    private final ContainerPath container;
    private final Wanted wanted;
    private final StdinQueue stdin = new StdinQueue();
    private final AtomicReference<@Nullable Execution> running = new AtomicReference<>();
    private final AtomicReference<@Nullable TerminalSize> latestSize = new AtomicReference<>();
    private final CountDownLatch sized = new CountDownLatch(1);

    ExecSession(ContainerAccess containers, ContainerPath container, Wanted wanted) {
        this.containers = containers;
        this.container = container;
        this.wanted = wanted;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxBinaryMessageBufferSize(MAXIMUM_MESSAGE_BYTES);
        session.setMaxIdleTimeout(0);
        session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer message) {
                receive(message);
            }
        });
        Thread.ofVirtual().name("exec " + container).start(() -> run(session));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        stdin.end();
        Execution execution = running.get();
        if (execution != null) execution.close();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("exec in {}: {}", container, failure.getMessage());
    }

    private void receive(ByteBuffer message) {
        if (!message.hasRemaining()) return;
        int channel = message.get() & 0xff;
        byte[] data = new byte[message.remaining()];
        message.get(data);
        if (channel == STDIN && wanted.stdin()) stdin.add(data);
        if (channel == RESIZE) resize(data);
        if (channel == CLOSE && data.length > 0 && data[0] == STDIN) stdin.end();
    }

    private void resize(byte[] data) {
        try {
            ObjectNode size = Json.parseObject(data);
            latestSize.set(new TerminalSize(
                    size.path("Width").asInt(80), size.path("Height").asInt(24)));
        } catch (JacksonException | IllegalArgumentException wrong) {
            log.debug("exec in {}: not a terminal size: {}", container, wrong.getMessage());
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
            log.debug("exec in {}: {}", container, ended.getMessage());
        }
    }

    private void run(Session session) {
        var channels = new Channels(session);
        try {
            channels.status(outcome(channels));
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException gone) {
            log.debug("exec in {}: the client is gone: {}", container, gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode outcome(Channels channels) throws InterruptedException {
        if (wanted.tty()) sized.await(MOST_WAIT_FOR_SIZE.toMillis(), TimeUnit.MILLISECONDS);
        var streams = new ExecStreams(
                wanted.stdin() ? stdin : null,
                wanted.stdout() ? channels.output(STDOUT) : null,
                wanted.stderr() && !wanted.tty() ? channels.output(STDERR) : null,
                wanted.tty(),
                latestSize.get());
        try (Execution execution = containers.exec(container, wanted.command(), streams)) {
            running.set(execution);
            applySize();
            return exited(execution.awaitExitCode());
        } catch (IOException | ApiException | RuntimeFault failure) {
            return ApiException.internal(String.valueOf(failure.getMessage())).status();
        }
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
