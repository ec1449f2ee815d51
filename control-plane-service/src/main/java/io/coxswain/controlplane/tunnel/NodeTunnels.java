package io.coxswain.controlplane.tunnel;

import io.coxswain.tunnel.TunnelSession;
import io.coxswain.tunnel.TunnelStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tunnels that are open to this replica, by node. A node may have more than one while its agent is replaced. */
public final class NodeTunnels implements AutoCloseable {
    private final Map<String, List<TunnelSession>> sessions = new ConcurrentHashMap<>();

    void add(String node, TunnelSession session) {
        sessions.computeIfAbsent(node, unused -> new CopyOnWriteArrayList<>()).add(session);
    }

    void remove(String node, TunnelSession session) {
        sessions.computeIfPresent(node, (unused, open) -> {
            open.remove(session);
            return open.isEmpty() ? null : open;
        });
    }

    /** Through the newest tunnel that is open. */
    TunnelStream open(String node, String target) throws IOException, InterruptedException {
        List<TunnelSession> open = sessions.getOrDefault(node, List.of());
        for (TunnelSession session : List.copyOf(open).reversed()) {
            if (session.isOpen()) return session.open(target);
        }
        throw new IOException("no tunnel to the agent of node \"" + node + "\" is open");
    }

    /** The nodes that have a tunnel open to this replica. */
    public List<String> nodes() {
        return sessions.keySet().stream().sorted().toList();
    }

    @Override
    public void close() {
        sessions.values().forEach(open -> open.forEach(TunnelSession::close));
    }
}
