package io.coxswain.gateway;

import io.coxswain.gateway.proxy.ProxySettings;
import io.coxswain.join.JoinSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The gateway's settings.
 *
 * @param kubeconfig of the API server; made by the gateway where it joins
 * @param join how to get an identity by a bootstrap token; absent where somebody else makes the kubeconfig
 * @param address to listen on
 * @param publishedAddress what the status of an Ingress shows; {@code address} where it is not set
 * @param trustedProxies address ranges whose X-Forwarded headers are believed
 * @param eventLoops threads that carry traffic; 0 for one a processor
 * @param warmUpRequests sent through the data plane before the gateway says that it is ready
 */
@ConfigurationProperties("coxswain.gateway")
public record GatewayProperties(
        Path kubeconfig,
        @Nullable JoinSettings join,
        @DefaultValue("127.0.0.1") InetAddress address,
        @Nullable InetAddress publishedAddress,
        @DefaultValue("8080") int httpPort,
        @DefaultValue("8443") int httpsPort,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("0") int eventLoops,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("60s") Duration headerTimeout,
        @DefaultValue("75s") Duration idleTimeout,
        @DefaultValue("60s") Duration responseTimeout,
        @DefaultValue("1h") Duration tunnelIdleTimeout,
        @DefaultValue("60s") Duration upstreamIdleTimeout,
        @DefaultValue("10s") Duration drainTimeout,
        @DefaultValue("1GB") DataSize maxRequestBody,
        @DefaultValue("16384") int maxClientConnections,
        @DefaultValue("1024") int maxUpstreamConnections,
        @DefaultValue("1024") int maxWaiting,
        @DefaultValue("false") boolean accessLog,
        @DefaultValue("1000") int warmUpRequests,
        @DefaultValue("1s") Duration warmUpLimit) {
    ProxySettings proxy() {
        return new ProxySettings(
                eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors(),
                connectTimeout,
                headerTimeout,
                idleTimeout,
                responseTimeout,
                tunnelIdleTimeout,
                upstreamIdleTimeout,
                drainTimeout,
                maxRequestBody.toBytes(),
                maxClientConnections,
                maxUpstreamConnections,
                maxWaiting,
                accessLog);
    }

    String shownAddress() {
        InetAddress shown = publishedAddress == null ? address : publishedAddress;
        if (shown.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "coxswain.gateway.published-address must be set when coxswain.gateway.address is " + address);
        }
        return shown.getHostAddress();
    }
}
