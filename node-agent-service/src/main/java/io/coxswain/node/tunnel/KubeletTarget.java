package io.coxswain.node.tunnel;

import io.coxswain.node.network.NodeNamespace;
import io.coxswain.tunnel.TunnelDialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Lets the tunnel reach the node's own kubelet port and nothing else. */
public record KubeletTarget(NodeNamespace namespace, String address, int port) implements TunnelDialer {
    @Override
    public SocketChannel dial(String target) throws IOException {
        if (!target.equals("kubelet")) throw new IOException("the tunnel leads to the kubelet only, not to " + target);
        return namespace.dial(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }
}
