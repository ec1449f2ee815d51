package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Well when a connection to a port can be opened. */
final class TcpProber implements Prober {
    private final Dialer dialer;

    TcpProber(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public boolean handles(Probe probe) {
        return probe.getTcpSocket() != null;
    }

    @Override
    public ProbeAnswer ask(ProbeTarget target, Probe probe, Duration patience) {
        TCPSocketAction action = probe.getTcpSocket();
        String host = action.getHost() == null || action.getHost().isEmpty() ? target.podAddress() : action.getHost();
        int port = target.port(action.getPort());
        try (var _ = dialer.dial(new InetSocketAddress(host, port))) {
            return new ProbeAnswer.Success();
        } catch (IOException refused) {
            return new ProbeAnswer.Failure("dial tcp " + host + ":" + port + ": " + refused.getMessage());
        }
    }
}
