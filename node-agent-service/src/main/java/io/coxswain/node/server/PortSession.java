package io.coxswain.node.server;

import io.coxswain.node.stream.ByteQueue;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ports of a Pod over a WebSocket: two channels for each port, one for bytes and one for its failure. */
final class PortSession extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(PortSession.class);

    private final PodPorts pod;
    private final List<Integer> ports;
    private final ChannelProtocol protocol;
    private final List<ByteQueue> received;
    private final CountDownLatch running;

    PortSession(PodPorts pod, List<Integer> ports, ChannelProtocol protocol) {
        this.pod = pod;
        this.ports = List.copyOf(ports);
        this.protocol = protocol;
        this.received =
                IntStream.range(0, ports.size()).mapToObj(_ -> new ByteQueue()).toList();
        this.running = new CountDownLatch(ports.size());
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        var channels = Channels.open(session, protocol, (channel, data) -> {
            if (channel % 2 == 0 && channel / 2 < received.size())
                received.get(channel / 2).add(data);
        });
        Thread.ofVirtual().name("port-forward").start(() -> run(session, channels));
    }

    private void run(Session session, Channels channels) {
        try {
            // Each channel begins with its port, the low byte first.
            for (int at = 0; at < ports.size(); at++) {
                byte[] port = {(byte) (int) ports.get(at), (byte) (ports.get(at) >> 8)};
                channels.send(2 * at, port);
                channels.send(2 * at + 1, port);
            }
            for (int at = 0; at < ports.size(); at++) {
                int number = at;
                Thread.ofVirtual().name("forward " + ports.get(at)).start(() -> carry(channels, number));
            }
            running.await();
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException | IllegalStateException gone) {
            log.debug("the client of a port-forward is gone: {}", gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Channels channels, int number) {
        try {
            pod.carry(
                    ports.get(number),
                    received.get(number),
                    channels.output(2 * number),
                    channels.output(2 * number + 1));
        } finally {
            running.countDown();
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        received.forEach(ByteQueue::end);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("a port-forward failed: {}", failure.getMessage());
    }
}
