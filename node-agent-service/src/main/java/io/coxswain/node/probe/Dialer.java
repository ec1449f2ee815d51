package io.coxswain.node.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Connects from the node to an address. */
@FunctionalInterface
public interface Dialer {
    SocketChannel dial(InetSocketAddress address) throws IOException;
}
