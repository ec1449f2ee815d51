package io.coxswain.tunnel;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The accepting side's way to a target: it decides which targets may be reached at all. */
@FunctionalInterface
public interface TunnelDialer {
    /** Refuses every target: for the side that only opens streams. */
    TunnelDialer NONE = target -> {
        throw new IOException("this side accepts no streams");
    };

    /** The message of the exception is told to the peer. */
    SocketChannel dial(String target) throws IOException;
}
