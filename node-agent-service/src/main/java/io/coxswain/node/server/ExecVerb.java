package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.websocket.server.WsServerContainer;

/** Runs a command in a container and speaks the channel protocol with the client over a WebSocket. */
final class ExecVerb implements KubeletVerb {
    /** The newest first. Version 5 adds the half-close of stdin. */
    private static final List<String> PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");

    private final ContainerAccess containers;

    ExecVerb(ContainerAccess containers) {
        this.containers = containers;
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public void serve(ContainerPath container, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String[] command = request.getParameterValues("command");
        if (command == null) throw ApiException.badRequest("no command given");
        var wanted = new ExecSession.Wanted(
                List.of(command),
                isSet(request, "input"),
                isSet(request, "output"),
                isSet(request, "error"),
                isSet(request, "tty"));
        if (!wanted.anyStream())
            throw ApiException.badRequest("you must specify at least one of stdin, stdout, stderr");
        String protocol = protocol(request);
        var session = new ExecSession(containers, container, wanted);
        ServerEndpointConfig endpoint = ServerEndpointConfig.Builder.create(ExecSession.class, request.getRequestURI())
                .subprotocols(List.of(protocol))
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

    private static String protocol(HttpServletRequest request) {
        String offered = String.valueOf(request.getHeader("Sec-WebSocket-Protocol"));
        List<String> names = List.of(offered.split("\\s*,\\s*", -1));
        return PROTOCOLS.stream()
                .filter(names::contains)
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest("none of the protocols " + offered
                        + " is supported; supported are " + String.join(", ", PROTOCOLS)));
    }

    private static boolean isSet(HttpServletRequest request, String parameter) {
        return "1".equals(request.getParameter(parameter));
    }
}
