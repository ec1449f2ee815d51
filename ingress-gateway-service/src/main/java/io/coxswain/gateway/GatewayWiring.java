package io.coxswain.gateway;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.WireApi;
import io.coxswain.gateway.explain.GatewayHealthIndicator;
import io.coxswain.gateway.explain.RoutesEndpoint;
import io.coxswain.gateway.proxy.ProxyServer;
import io.coxswain.gateway.proxy.Traffic;
import io.coxswain.gateway.proxy.TrustedProxies;
import io.coxswain.gateway.tls.CertificateStore;
import io.coxswain.gateway.tls.DefaultCertificate;
import io.coxswain.gateway.watch.IngressStatusReconciler;
import io.coxswain.gateway.watch.RouteUpdater;
import io.coxswain.join.KeptIdentity;
import io.coxswain.join.Membership;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.SharedInformers;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All parts of the gateway, from the API to the ports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class GatewayWiring {
    private static final String COMPONENT = "coxswain-ingress-gateway";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    KeptIdentity identity(GatewayProperties properties, Clock clock) {
        return KeptIdentity.open(properties.kubeconfig(), properties.join(), Membership.gateway(), clock);
    }

    @Bean(destroyMethod = "close")
    WireApi api(KeptIdentity identity) {
        WireApi api = WireApi.of(identity, COMPONENT);
        identity.onRenewal(api::reconnect);
        return api;
    }

    @Bean(destroyMethod = "close")
    Informers informers(Api api) {
        return new SharedInformers(api);
    }

    @Bean(destroyMethod = "close")
    EventRecorder events(Api api, Clock clock) {
        return new EventRecorder(api, COMPONENT, null, clock);
    }

    @Bean
    CertificateStore certificates(Clock clock) {
        return new CertificateStore(DefaultCertificate.make(clock));
    }

    @Bean(destroyMethod = "close")
    RouteUpdater routes(
            Informers informers, Api api, CertificateStore certificates, EventRecorder events, Clock clock) {
        return new RouteUpdater(informers, api, certificates, events, clock);
    }

    @Bean
    Traffic traffic() {
        return new Traffic();
    }

    @Bean(destroyMethod = "close")
    ProxyServer server(GatewayProperties properties, Traffic traffic, Clock clock) {
        return new ProxyServer(properties.proxy(), new TrustedProxies(properties.trustedProxies()), traffic, clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Gateway gateway(
            GatewayProperties properties, RouteUpdater routes, ProxyServer server, CertificateStore certificates) {
        return new Gateway(
                routes,
                server,
                certificates,
                properties.address(),
                properties.httpPort(),
                properties.httpsPort(),
                properties.warmUpRequests(),
                properties.warmUpLimit());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ControllerLoop<Ingress> status(GatewayProperties properties, Api api, Informers informers, MeterRegistry meters) {
        return new ControllerLoop<>(
                new IngressStatusReconciler(api, informers, properties.shownAddress()),
                informers,
                ControllerLoop.Settings.of("ingress-status"),
                meters);
    }

    @Bean
    RoutesEndpoint routesEndpoint(RouteUpdater routes) {
        return new RoutesEndpoint(routes);
    }

    @Bean
    GatewayHealthIndicator gatewayHealth(Gateway gateway) {
        return new GatewayHealthIndicator(gateway::isReady);
    }
}
