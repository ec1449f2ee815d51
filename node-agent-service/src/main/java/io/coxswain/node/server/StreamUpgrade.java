package io.coxswain.node.server;

import io.coxswain.node.stream.SpdyConnection;
import io.coxswain.node.stream.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that was upgraded to SPDY. Made by the servlet container. */
public final class StreamUpgrade implements HttpUpgradeHandler {
    private static final Logger log = LoggerFactory.getLogger(StreamUpgrade.class);
    private static final String VERSION_HEADER = "X-Stream-Protocol-Version";

    private @Nullable Consumer<Transport> served;

    static boolean isAsked(HttpServletRequest request) {
        return SpdyConnection.PROTOCOL.equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** The first protocol of {@code known} that the client offers; the oldest where it offers none. */
    static String protocol(HttpServletRequest request, HttpServletResponse response, List<String> known)
            throws IOException {
        var offered = new java.util.ArrayList<String>();
        request.getHeaders(VERSION_HEADER)
                .asIterator()
                .forEachRemaining(header -> offered.addAll(List.of(header.split("\\s*,\\s*", -1))));
        if (offered.isEmpty()) return known.getLast();
        for (String protocol : known) {
            if (!offered.contains(protocol)) continue;
            response.setHeader(VERSION_HEADER, protocol);
            return protocol;
        }
        known.forEach(protocol -> response.addHeader("X-Accepted-Stream-Protocol-Versions", protocol));
        response.sendError(
                HttpServletResponse.SC_FORBIDDEN,
                "unable to upgrade: unable to negotiate protocol: client supports " + offered + ", server accepts "
                        + known);
        return "";
    }

    /** Answers with the upgrade; {@code served} blocks until the connection is over. */
    static void serve(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> served)
            throws IOException, ServletException {
        response.setHeader("Connection", "Upgrade");
        response.setHeader("Upgrade", SpdyConnection.PROTOCOL);
        request.upgrade(StreamUpgrade.class).served = served;
    }

    /** Blocks on the virtual thread of the request. */
    @Override
    public void init(WebConnection connection) {
        try {
            Objects.requireNonNull(served)
                    .accept(new Transport(connection.getInputStream(), connection.getOutputStream(), () -> {
                        try {
                            connection.close();
                        } catch (IOException failed) {
                            throw failed;
                        } catch (Exception failed) {
                            throw new IOException(failed);
                        }
                    }));
            connection.close();
        } catch (Exception gone) {
            log.debug("an upgraded connection ended: {}", gone.getMessage());
        }
    }

    @Override
    public void destroy() {}
}
