package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.stream.SpdyConnection;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connects a client with ports of a Pod: over SPDY, over SPDY inside a WebSocket, or over a WebSocket's channels. */
final class PortForwardVerb implements KubeletVerb {
    private static final String PROTOCOL = "portforward.k8s.io";
    private static final String TUNNELED = SpdyConnection.PROTOCOL + "+" + PROTOCOL;

    private final ContainerAccess containers;

    PortForwardVerb(ContainerAccess containers) {
        this.containers = containers;
    }

    @Override
    public String name() {
        return "portForward";
    }

    @Override
    public void serve(ContainerPath pod, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        var ports = new PodPorts(containers, pod);
        if (StreamUpgrade.isAsked(request)) {
            if (StreamUpgrade.protocol(request, response, List.of(PROTOCOL)).isEmpty()) return;
            StreamUpgrade.serve(request, response, transport -> SpdyPorts.serve(ports, transport));
            return;
        }
        String offered = WebSocketUpgrade.offered(request);
        if (offered != null && List.of(offered.split("\\s*,\\s*", -1)).contains(TUNNELED)) {
            WebSocketUpgrade.serve(
                    request, response, TUNNELED, new TunnelSession(transport -> SpdyPorts.serve(ports, transport)));
            return;
        }
        ChannelProtocol protocol = ChannelProtocol.choose(ChannelProtocol.PORT_FORWARD, offered);
        WebSocketUpgrade.serve(request, response, protocol.name(), new PortSession(ports, asked(request), protocol));
    }

    private static List<Integer> asked(HttpServletRequest request) {
        String[] values = request.getParameterValues("port");
        if (values == null) throw ApiException.badRequest("query parameter \"port\" is required");
        var ports = new ArrayList<Integer>();
        for (String value : values) {
            for (String port : value.split(",", -1)) ports.add(PodPorts.parse(port));
        }
        return ports;
    }
}
