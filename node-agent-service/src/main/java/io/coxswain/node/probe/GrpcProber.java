package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Well when the gRPC health service of a container says that it serves. */
final class GrpcProber implements Prober {
    private final Dialer dialer;

    GrpcProber(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public boolean handles(Probe probe) {
        return probe.getGrpc() != null;
    }

    @Override
    public ProbeAnswer ask(ProbeTarget target, Probe probe, Duration patience) {
        GRPCAction action = probe.getGrpc();
        String service = action.getService() == null ? "" : action.getService();
        var address = new InetSocketAddress(target.podAddress(), action.getPort());
        try (SocketChannel channel = dialer.dial(address)) {
            channel.socket().setSoTimeout((int) patience.toMillis());
            HealthCall.Answer answer = HealthCall.ask(channel, target.podAddress() + ":" + action.getPort(), service);
            return switch (answer) {
                case SERVING -> new ProbeAnswer.Success();
                case NOT_SERVING -> new ProbeAnswer.Failure("service unhealthy (responded with \"NOT_SERVING\")");
                case UNKNOWN -> new ProbeAnswer.Failure("service unhealthy (responded with \"UNKNOWN\")");
                case REFUSED ->
                    new ProbeAnswer.Failure(
                            "error: this server does not implement the grpc health protocol (grpc.health.v1.Health),"
                                    + " or does not know the service \"" + service + "\"");
            };
        } catch (IOException failure) {
            return new ProbeAnswer.Failure("error: failed to connect service at \"" + target.podAddress() + ":"
                    + action.getPort() + "\": " + failure.getMessage());
        }
    }
}
