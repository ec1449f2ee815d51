import io.coxswain.gateway.endpoint.Backend;
import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.proxy.Listener;
import io.coxswain.gateway.proxy.ProxyServer;
import io.coxswain.gateway.proxy.ProxySettings;
import io.coxswain.gateway.proxy.Traffic;
import io.coxswain.gateway.proxy.TrustedProxies;
import io.coxswain.gateway.proxy.WarmUp;
import io.coxswain.gateway.route.PathType;
import io.coxswain.gateway.route.Route;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.model.ObjectKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The gateway's data plane without an API server: {@code GatewayAlone <port> <backend port> <hosts>}. */
public final class GatewayAlone {
    public static void main(String[] arguments) throws InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port = Integer.parseInt(arguments[0]);
        int backend = Integer.parseInt(arguments[1]);
        int hosts = Integer.parseInt(arguments[2]);
        var builder = new RouteTable.Builder();
        for (int i = 1; i <= hosts; i++) {
            var name = new ObjectKey("bench", "s" + i);
            var upstream = new Upstream(new Backend(name, new Backend.Port.Numbered(80)));
            upstream.replace(List.of(new InetSocketAddress(loopback, backend)));
            builder.add(new Route(name, "h" + i + ".example.com", PathType.PREFIX, "/app", upstream));
        }
        RouteTable table = builder.build();
        Duration minute = Duration.ofMinutes(1);
        var settings = new ProxySettings(
                2, Duration.ofSeconds(5), minute, minute, minute, minute, minute, minute, 1L << 30, 16384, 1024, 1024,
                false);
        var server = new ProxyServer(settings, new TrustedProxies(List.of()), new Traffic(), Clock.systemUTC());
        WarmUp.run(server, 1000, Duration.ofSeconds(1));
        Listener listener = server.bindHttp(new InetSocketAddress(loopback, port), () -> table);
        listener.accept();
        System.out.println("ready on " + listener.port());
        new CountDownLatch(1).await();
    }
}
