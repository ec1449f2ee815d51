package io.coxswain.node.network;

import io.coxswain.node.linux.NamespaceThread;
import io.coxswain.node.linux.RouteNetlink;
import java.util.function.Function;

/** Runs changes of links, addresses and routes in the host's namespace, a process's or the node's. */
final class Inside {
    private Inside() {}

    static <T> T host(Function<RouteNetlink, T> change) {
        try (var netlink = new RouteNetlink()) {
            return change.apply(netlink);
        }
    }

    static <T> T process(int pid, Function<RouteNetlink, T> change) {
        try {
            return NamespaceThread.once(pid, () -> host(change));
        } catch (Exception failed) {
            throw asNetworkException(failed);
        }
    }

    static <T> T node(NodeNamespace node, Function<RouteNetlink, T> change) {
        try {
            return node.call(() -> host(change));
        } catch (Exception failed) {
            throw asNetworkException(failed);
        }
    }

    static RuntimeException asNetworkException(Exception failed) {
        if (failed instanceof InterruptedException) Thread.currentThread().interrupt();
        if (failed instanceof RuntimeException unchecked) return unchecked;
        return new NetworkException(String.valueOf(failed.getMessage()), failed);
    }
}
