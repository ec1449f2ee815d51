package io.coxswain.controlplane.tunnel;

import io.coxswain.tunnel.TunnelDialer;
import io.coxswain.tunnel.TunnelSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Serves one tunnel on the connection that its agent has upgraded. Made by the servlet container. */
public final class TunnelUpgrade implements HttpUpgradeHandler {
    private @Nullable String node;
    private @Nullable NodeTunnels tunnels;
    private @Nullable TunnelSession session;

    void prepare(String nodeName, NodeTunnels registry) {
        node = nodeName;
        tunnels = registry;
    }

    /** Blocks for the life of the tunnel, on the virtual thread of the request. */
    @Override
    public void init(WebConnection connection) {
        String name = Objects.requireNonNull(node);
        NodeTunnels registry = Objects.requireNonNull(tunnels);
        TunnelSession opened;
        try {
            opened = new TunnelSession(
                    "node " + name,
                    connection.getInputStream(),
                    connection.getOutputStream(),
                    false,
                    TunnelDialer.NONE,
                    connection);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        session = opened;
        registry.add(name, opened);
        try {
            opened.run();
        } finally {
            registry.remove(name, opened);
        }
    }

    @Override
    public void destroy() {
        if (session != null) session.close();
    }
}
