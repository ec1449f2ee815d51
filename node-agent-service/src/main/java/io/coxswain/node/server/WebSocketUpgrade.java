package io.coxswain.node.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/** Turns a request into a WebSocket. */
final class WebSocketUpgrade {
    private WebSocketUpgrade() {}

    static boolean isAsked(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    static @Nullable String offered(HttpServletRequest request) {
        return request.getHeader("Sec-WebSocket-Protocol");
    }

    /** @param protocol empty for none */
    static void serve(HttpServletRequest request, HttpServletResponse response, String protocol, Endpoint session)
            throws IOException, ServletException {
        ServerEndpointConfig endpoint = ServerEndpointConfig.Builder.create(session.getClass(), request.getRequestURI())
                .subprotocols(protocol.isEmpty() ? List.of() : List.of(protocol))
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(session);
                    }
                })
                .build();
        var webSockets = (WsServerContainer) request.getServletContext().getAttribute(ServerContainer.class.getName());
        try {
            webSockets.upgradeHttpToWebSocket(request, response, endpoint, Map.of());
        } catch (DeploymentException wrong) {
            throw new ServletException(wrong);
        }
    }
}
