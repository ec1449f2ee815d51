package io.coxswain.node.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Reaches into the containers of this node's Pods for a client. Throws {@link io.coxswain.status.ApiException}
 * {@code NotFound} or {@code BadRequest}, in the kubelet's words, where the container is not there or not yet.
 */
public interface ContainerAccess {
    /**
     * Copies a log into {@code out} and returns at its end. A follower returns when the container ends; interrupting
     * its thread or a failing {@code out} ends it earlier.
     */
    void logs(ContainerPath container, LogOptions options, OutputStream out) throws IOException, InterruptedException;

    /** Joins the streams of the command that a container runs. The caller closes what it gets. */
    Execution attach(ContainerPath container, ExecStreams streams) throws IOException;

    /** Connects to a port on the loopback of a Pod, whatever {@code pod} says of a container. */
    SocketChannel dial(ContainerPath pod, int port) throws IOException;

    /** Starts a command in a running container. The caller closes what it gets. */
    Execution exec(ContainerPath container, List<String> command, ExecStreams streams) throws IOException;
}
