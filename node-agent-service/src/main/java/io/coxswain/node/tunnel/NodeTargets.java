package io.coxswain.node.tunnel;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.network.NodeNamespace;
import io.coxswain.tunnel.TunnelDialer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * What the tunnel may reach: the node's own kubelet port and Pods, {@code pod:<address>:<port>}. Nothing else: no
 * loopback, no address of a machine.
 *
 * @param pods the range of all Pods
 */
public record NodeTargets(NodeNamespace namespace, KubeletTarget kubelet, Ipv4Range pods) implements TunnelDialer {
    private static final String POD = "pod:";

    @Override
    public SocketChannel dial(String target) throws IOException {
        if (!target.startsWith(POD)) return kubelet.dial(target);
        String[] parts = target.substring(POD.length()).split(":", -1);
        Optional<Ipv4Address> address = parts.length == 2 ? Ipv4Address.find(parts[0]) : Optional.empty();
        boolean isPod = address.isPresent() && pods.contains(address.get()) && parts[1].matches("\\d{1,5}");
        if (!isPod) throw new IOException("the tunnel leads to Pods only, not to " + target);
        return namespace.dial(new InetSocketAddress(address.get().inet(), Integer.parseInt(parts[1])));
    }
}
