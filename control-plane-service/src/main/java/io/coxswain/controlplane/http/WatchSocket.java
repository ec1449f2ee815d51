package io.coxswain.controlplane.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A watch over a WebSocket: each event is one text frame. */
final class WatchSocket {
    private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

    private WatchSocket() {}

    /** Fills the socket; runs on a thread of its own. */
    interface Body {
        void run(WatchStream.Sink sink) throws IOException;
    }

    static boolean isAskedFor(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    static void upgrade(HttpServletRequest request, HttpServletResponse response, Body body) throws IOException {
        if (!(request.getServletContext().getAttribute(ServerContainer.class.getName())
                instanceof ServerContainer container)) {
            throw new IllegalStateException("there is no WebSocket container");
        }
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(WatchEndpoint.class, request.getRequestURI())
                .subprotocols(offered(request))
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(new WatchEndpoint(body));
                    }
                })
                .build();
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException failed) {
            throw new IOException("the connection cannot be upgraded", failed);
        }
    }

    /** What the client offers to speak, of which the first is taken; a token that comes along is no protocol. */
    private static List<String> offered(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol")).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER))
                .toList();
    }

    private static final class WatchEndpoint extends Endpoint {
        private final Body body;

        WatchEndpoint(Body body) {
            this.body = body;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxIdleTimeout(0);
            Thread.ofVirtual().name("watch-socket").start(() -> run(session));
        }

        @Override
        public void onError(Session session, Throwable failure) {
            // The container closes the session, and the pump ends with it.
        }

        private void run(Session session) {
            try {
                body.run(new SessionSink(session));
                session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
            } catch (IOException gone) {
                // The client has gone; there is nobody to tell.
            } catch (IllegalStateException failure) {
                // Tomcat's answer where the client goes between two events.
                if (session.isOpen()) throw failure;
            }
        }
    }

    private record SessionSink(Session session) implements WatchStream.Sink {
        @Override
        public void send(List<byte[]> events) throws IOException {
            for (byte[] event : events) {
                session.getBasicRemote().sendText(new String(event, StandardCharsets.UTF_8));
            }
        }

        @Override
        public boolean isOpen() {
            return session.isOpen();
        }
    }
}
