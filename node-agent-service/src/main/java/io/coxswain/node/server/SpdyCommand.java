package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.coxswain.node.stream.SpdyConnection;
import io.coxswain.node.stream.SpdyStream;
import io.coxswain.node.stream.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** One command on one SPDY connection: the client opens a stream for each of the command's, and one for its end. */
final class SpdyCommand {
    private static final Logger log = LoggerFactory.getLogger(SpdyCommand.class);

    /** The newest first; the fourth tells the end as a Status, the third has the size of the terminal. */
    static final List<String> PROTOCOLS =
            List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

    private static final long PATIENCE_SECONDS = 30;
    private static final long FAREWELL_SECONDS = 5;

    private final RemoteCommand command;
    private final String protocol;
    private final Transport transport;
    private final SpdyConnection connection;
    private final Map<String, SpdyStream> streams = new ConcurrentHashMap<>();
    private final CountDownLatch opened;
    private final CountDownLatch left = new CountDownLatch(1);

    private SpdyCommand(RemoteCommand command, String protocol, Transport transport) {
        this.command = command;
        this.protocol = protocol;
        this.transport = transport;
        this.connection = new SpdyConnection(transport);
        var wanted = command.wanted();
        boolean resizes = wanted.tty() && PROTOCOLS.indexOf(protocol) <= 1;
        this.opened = new CountDownLatch(1
                + (wanted.stdin() ? 1 : 0)
                + (wanted.stdout() ? 1 : 0)
                + (wanted.ownStderr() ? 1 : 0)
                + (resizes ? 1 : 0));
    }

    /** Blocks until the command is over or the client is gone. */
    static void serve(RemoteCommand command, String protocol, Transport transport) {
        var session = new SpdyCommand(command, protocol, transport);
        Thread running = Thread.ofVirtual().name("command").start(session::run);
        session.connection.serve(session::opened);
        session.left.countDown();
        command.abandon();
        running.interrupt();
    }

    private void opened(SpdyStream stream) {
        String type = stream.header("streamtype");
        if (streams.putIfAbsent(type, stream) != null) return;
        switch (type) {
            case "stdin" -> Thread.ofVirtual().name("stdin").start(() -> copyInput(stream));
            case "resize" -> Thread.ofVirtual().name("resize").start(() -> followSize(stream));
            default -> {}
        }
        opened.countDown();
    }

    private void copyInput(SpdyStream stream) {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = stream.input()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                command.stdin().add(Arrays.copyOf(buffer, read));
            }
        } catch (IOException gone) {
            log.debug("stdin ended: {}", gone.getMessage());
        }
        command.stdin().end();
    }

    /** Each size is a JSON object behind the one before. */
    private void followSize(SpdyStream stream) {
        var object = new ByteArrayOutputStream();
        try (InputStream in = stream.input()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                object.write(next);
                if (next == '}') {
                    command.resize(object.toByteArray());
                    object.reset();
                }
            }
        } catch (IOException gone) {
            log.debug("the terminal's sizes ended: {}", gone.getMessage());
        }
    }

    private void run() {
        try {
            if (!opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.debug("the client did not open its streams in time");
                transport.close();
                return;
            }
            ObjectNode status = command.run(output("stdout"), output("stderr"));
            tell(status);
            for (SpdyStream stream : streams.values()) stream.output().close();
            connection.close();
            // A connection that is cut while the client still sends would take the last words along.
            if (!left.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) transport.close();
        } catch (IOException gone) {
            log.debug("the client of a command is gone: {}", gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private OutputStream output(String type) {
        SpdyStream stream = streams.get(type);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    private void tell(ObjectNode status) throws IOException {
        boolean success = status.path("status").asString("").equals("Success");
        if (protocol.equals(PROTOCOLS.getFirst())) output("error").write(Json.bytes(status));
        else if (!success) {
            output("error").write(status.path("message").asString("").getBytes(StandardCharsets.UTF_8));
        }
    }
}
