package io.coxswain.node.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;

/**
 * The network namespace of a node, entered by one platform thread. The only place where namespaces are entered. A
 * socket made here belongs to the namespace for good and may be used by any thread. The addresses are IPv4.
 */
public interface NodeNamespace {
    /** Runs a short task on the thread that is inside the node's namespace, and waits for it. */
    <T> T call(Callable<T> task) throws Exception;

    ServerSocketChannel listen(InetSocketAddress address) throws IOException;

    DatagramChannel bind(InetSocketAddress address) throws IOException;

    /** Connects from the node to an address, as the kubelet's probes do. */
    SocketChannel dial(InetSocketAddress address) throws IOException;

    /** Connects to a port on the loopback of a Pod, as port-forward does. */
    SocketChannel dialPod(int sandboxPid, int port) throws IOException;

    /** Runs after the namespace was replaced: sockets made before are dead then and must be made anew. */
    void onReplaced(Runnable listener);
}
