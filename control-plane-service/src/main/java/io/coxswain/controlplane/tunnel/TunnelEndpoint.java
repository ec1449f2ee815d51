package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.PathHandler;
import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import io.coxswain.tunnel.TunnelSession;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where an agent dials its tunnel: a GET of {@link TunnelSession#PATH} that is upgraded to
 * {@link TunnelSession#PROTOCOL}.
 */
public final class TunnelEndpoint implements PathHandler {
    private static final String NODE_USER = "system:node:";

    private final NodeTunnels tunnels;

    public TunnelEndpoint(NodeTunnels tunnels) {
        this.tunnels = tunnels;
    }

    @Override
    public String path() {
        return TunnelSession.PATH;
    }

    /** Only {@code system:node:<name>} may open the tunnel of that node. */
    @Override
    public void serve(User caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = caller.name();
        if (!user.startsWith(NODE_USER) || user.length() == NODE_USER.length()) {
            throw ApiException.badRequest("a tunnel is opened by a node's agent, not by \"" + user + "\"");
        }
        if (!TunnelSession.PROTOCOL.equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw ApiException.badRequest("the tunnel speaks \"Upgrade: " + TunnelSession.PROTOCOL + "\"");
        }
        response.setHeader("Upgrade", TunnelSession.PROTOCOL);
        response.setHeader("Connection", "Upgrade");
        try {
            request.upgrade(TunnelUpgrade.class).prepare(user.substring(NODE_USER.length()), tunnels);
        } catch (ServletException failed) {
            throw new IOException("the connection cannot be upgraded", failed);
        }
    }
}
