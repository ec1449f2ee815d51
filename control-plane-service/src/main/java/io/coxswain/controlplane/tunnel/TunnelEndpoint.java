package io.coxswain.controlplane.tunnel;

import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where an agent dials its tunnel: a GET of {@link #PATH} that is upgraded to {@link #PROTOCOL}. */
public final class TunnelEndpoint {
    public static final String PATH = "/coxswain.io/v1/tunnel";
    public static final String PROTOCOL = "coxswain-tunnel-1";

    private static final String NODE_USER = "system:node:";

    private final NodeTunnels tunnels;

    public TunnelEndpoint(NodeTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /**
     * Takes over the connection.
     *
     * @param user the authenticated user; only {@code system:node:<name>} may open the tunnel of that node
     */
    public void serve(String user, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!user.startsWith(NODE_USER) || user.length() == NODE_USER.length()) {
            throw ApiException.badRequest("a tunnel is opened by a node's agent, not by \"" + user + "\"");
        }
        if (!PROTOCOL.equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw ApiException.badRequest("the tunnel speaks \"Upgrade: " + PROTOCOL + "\"");
        }
        response.setHeader("Upgrade", PROTOCOL);
        response.setHeader("Connection", "Upgrade");
        try {
            request.upgrade(TunnelUpgrade.class).prepare(user.substring(NODE_USER.length()), tunnels);
        } catch (ServletException failed) {
            throw new IOException("the connection cannot be upgraded", failed);
        }
    }
}
