package io.coxswain.node.server;

import io.coxswain.json.Json;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** One command on one WebSocket. Source: the remotecommand protocol of Kubernetes. */
final class CommandSession extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(CommandSession.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;

    private final RemoteCommand command;
    private final ChannelProtocol protocol;

    CommandSession(RemoteCommand command, ChannelProtocol protocol) {
        this.command = command;
        this.protocol = protocol;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        var channels = Channels.open(session, protocol, this::receive);
        Thread.ofVirtual().name("command").start(() -> run(session, channels));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        command.abandon();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("a command's WebSocket failed: {}", failure.getMessage());
    }

    private void receive(int channel, byte[] data) {
        if (channel == STDIN && command.wanted().stdin()) command.stdin().add(data);
        if (channel == RESIZE) command.resize(data);
        if (channel == CLOSE && data.length > 0 && data[0] == STDIN)
            command.stdin().end();
    }

    private void run(Session session, Channels channels) {
        try {
            // An empty message tells a client that the connection stands.
            channels.send(STDOUT, new byte[0]);
            ObjectNode status = command.run(channels.output(STDOUT), channels.output(STDERR));
            tell(status, channels);
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException | IllegalStateException gone) {
            log.debug("the client of a command is gone: {}", gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(ObjectNode status, Channels channels) throws IOException {
        boolean success = status.path("status").asString("").equals("Success");
        if (protocol.tellsStatus()) channels.send(STATUS, Json.bytes(status));
        else if (!success) {
            channels.send(STATUS, status.path("message").asString("").getBytes(StandardCharsets.UTF_8));
        }
    }
}
