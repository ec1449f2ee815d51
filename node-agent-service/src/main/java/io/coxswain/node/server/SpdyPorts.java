package io.coxswain.node.server;

import io.coxswain.node.stream.SpdyConnection;
import io.coxswain.node.stream.SpdyStream;
import io.coxswain.node.stream.Transport;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ports of a Pod over one SPDY connection: two streams for each connection, one for bytes and one for its failure. */
final class SpdyPorts {
    private static final Logger log = LoggerFactory.getLogger(SpdyPorts.class);
    private static final int MOST_PAIRS = 512;

    private final PodPorts ports;
    /** The first of each pair, until the other comes. Used by the reader of the connection alone. */
    private final Map<String, SpdyStream> halves = new HashMap<>();

    private SpdyPorts(PodPorts ports) {
        this.ports = ports;
    }

    /** Blocks until the client leaves. */
    static void serve(PodPorts ports, Transport transport) {
        var session = new SpdyPorts(ports);
        try (var connection = new SpdyConnection(transport)) {
            connection.serve(session::opened);
        }
    }

    private void opened(SpdyStream stream) {
        String type = stream.header("streamtype");
        String request = request(stream, type);
        SpdyStream other = halves.remove(request);
        if (other == null && halves.size() < MOST_PAIRS) {
            halves.put(request, stream);
            return;
        }
        if (other == null || other.header("streamtype").equals(type)) {
            close(stream, other);
            return;
        }
        SpdyStream data = type.equals("data") ? stream : other;
        SpdyStream error = type.equals("data") ? other : stream;
        Thread.ofVirtual().name("forward " + request).start(() -> carry(data, error));
    }

    /** Old clients do not number their requests: there, the stream for bytes follows the one for the failure. */
    private static String request(SpdyStream stream, String type) {
        String id = stream.header("requestid");
        if (!id.isEmpty()) return id;
        return "stream " + (type.equals("error") ? stream.id() : stream.id() - 2);
    }

    private void carry(SpdyStream data, SpdyStream error) {
        try {
            ports.carry(PodPorts.parse(data.header("port")), data.input(), data.output(), error.output());
        } catch (ApiException wrong) {
            log.debug("not a port: {}", wrong.getMessage());
        }
        close(data, error);
    }

    private static void close(SpdyStream one, @Nullable SpdyStream other) {
        try {
            one.output().close();
            if (other != null) other.output().close();
        } catch (IOException gone) {
            log.debug("the client is gone: {}", gone.getMessage());
        }
    }
}
