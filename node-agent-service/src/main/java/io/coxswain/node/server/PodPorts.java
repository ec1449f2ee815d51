package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports of one Pod, each connection on its own. */
record PodPorts(ContainerAccess containers, ContainerPath pod) {
    private static final Logger log = LoggerFactory.getLogger(PodPorts.class);
    private static final int HIGHEST = 65_535;

    static int parse(String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= HIGHEST) return port;
        }
        throw ApiException.badRequest("unable to parse \"" + text + "\" as a port: must be from 1 to 65535");
    }

    /** Carries bytes until the Pod's side ends, or cannot be reached, which {@code error} is told. */
    void carry(int port, InputStream in, OutputStream out, OutputStream error) {
        try (SocketChannel channel = containers.dial(pod, port)) {
            Thread.ofVirtual().name("to port " + port).start(() -> send(in, channel));
            byte[] buffer = new byte[16 * 1024];
            InputStream answer = Channels.newInputStream(channel);
            for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException | ApiException failure) {
            tell(
                    error,
                    "error forwarding port " + port + " to pod " + pod.pod() + ": failed to connect to localhost:"
                            + port + " inside namespace of pod: " + failure.getMessage());
        }
    }

    private static void send(InputStream in, SocketChannel channel) {
        try {
            in.transferTo(Channels.newOutputStream(channel));
            channel.shutdownOutput();
        } catch (IOException ended) {
            log.debug("a forwarded connection ended: {}", ended.getMessage());
        }
    }

    private static void tell(OutputStream error, String message) {
        try {
            error.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            log.debug("{}; the client is gone: {}", message, gone.getMessage());
        }
    }
}
