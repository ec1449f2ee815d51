package io.coxswain.controlplane;

import io.coxswain.controlplane.audit.AuditLog;
import io.coxswain.controlplane.fairness.FlowControl;
import io.coxswain.controlplane.http.ApiServer;
import io.coxswain.controlplane.http.ApiServlet;
import io.coxswain.controlplane.http.ApiValve;
import io.coxswain.controlplane.http.ConnectHandler;
import io.coxswain.controlplane.http.ConnectHandlers;
import io.coxswain.controlplane.http.Health;
import io.coxswain.controlplane.http.OpenApiPaths;
import io.coxswain.controlplane.http.PatchBodies;
import io.coxswain.controlplane.http.PathHandler;
import io.coxswain.controlplane.http.SmallBuffersProtocol;
import io.coxswain.controlplane.http.StaticPaths;
import io.coxswain.controlplane.http.Version;
import io.coxswain.controlplane.openapi.CustomSchemas;
import io.coxswain.controlplane.openapi.OpenApiDocuments;
import io.coxswain.controlplane.protobuf.ProtobufCodec;
import io.coxswain.controlplane.resource.Bootstrap;
import io.coxswain.controlplane.resource.ComponentStatuses;
import io.coxswain.controlplane.resource.CreatedSubresource;
import io.coxswain.controlplane.resource.CreatedSubresources;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.UnstoredKinds;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.ServerCertificate;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.table.Tables;
import io.coxswain.model.AddressRange;
import io.coxswain.model.KindCatalog;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the API is served: one servlet behind TLS, over HTTP/1.1 and HTTP/2. */
@Configuration(proxyBeanMethods = false)
class HttpWiring {
    /** As many as one client may watch over one HTTP/2 connection. */
    private static final int MOST_STREAMS = 1000;

    private static final String TLS = "control-plane";

    @Bean
    ComponentStatuses componentStatuses(Store store) {
        Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
        parts.put("controller-manager", () -> true);
        parts.put("scheduler", () -> true);
        parts.put("store-0", () -> store.latest().revision() >= 0);
        return new ComponentStatuses(parts);
    }

    @Bean
    FlowControl flows(Store store, ControlPlaneProperties properties, MeterRegistry meters) {
        return new FlowControl(store, properties.maxRequestsInFlight(), meters);
    }

    @Bean
    Health health(Store store) {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        checks.put("ping", () -> true);
        checks.put("store", () -> store.latest().revision() >= 0);
        return new Health(checks, Set.of("store"));
    }

    @Bean
    ServletRegistrationBean<ApiServlet> apiServlet(
            KindCatalog kinds,
            Authenticators authenticators,
            Authorizers authorizers,
            AuditLog audit,
            FlowControl flows,
            ResourceService resources,
            Schemas schemas,
            ObjectDecoder decoder,
            PatchBodies patches,
            ObjectProvider<ConnectHandler> streams,
            ObjectProvider<Unstored> unstored,
            ObjectProvider<CreatedSubresource> created,
            ObjectProvider<PathHandler> paths,
            Health health,
            Tables tables,
            CustomSchemas customSchemas,
            Clock clock,
            SecureRandom random) {
        ApiServlet servlet = ApiServer.servlet(
                kinds,
                authenticators,
                authorizers,
                audit,
                flows,
                resources,
                decoder,
                new ProtobufCodec(schemas),
                patches,
                new ConnectHandlers(streams.stream().toList()),
                new UnstoredKinds(unstored.stream().toList()),
                new CreatedSubresources(created.stream().toList()),
                new StaticPaths(
                        kinds,
                        health,
                        new OpenApiPaths(new OpenApiDocuments(schemas, kinds, customSchemas, Version.GIT)),
                        paths.stream().toList()),
                tables,
                clock,
                random);
        ServletRegistrationBean<ApiServlet> registration = new ServletRegistrationBean<>(servlet, "/*");
        registration.setName("api");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean(destroyMethod = "close")
    ServerCertificate serverCertificate(ClusterPki pki, ControlPlaneProperties properties, AddressRange services) {
        List<String> names = Stream.concat(
                        Stream.of(
                                "localhost",
                                "127.0.0.1",
                                properties.address(),
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local",
                                Bootstrap.apiAddress(services)),
                        properties.hosts().stream())
                .distinct()
                .filter(name -> !name.equals("0.0.0.0"))
                .toList();
        return new ServerCertificate(pki, names);
    }

    @Bean
    SslBundleRegistrar certificates(ServerCertificate certificate) {
        return registry -> {
            registry.registerBundle(TLS, bundle(certificate.current()));
            certificate.renewFor(renewed -> registry.updateBundle(TLS, bundle(renewed)));
        };
    }

    private static SslBundle bundle(Identity identity) {
        return SslBundle.of(SslStoreBundle.of(identity.keyStore(), "", identity.trustStore()));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers(Clock clock) {
        return factory -> {
            factory.setProtocol(SmallBuffersProtocol.class.getName());
            factory.addEngineValves(new ApiValve(clock));
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> http2() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            for (var protocol : connector.findUpgradeProtocols()) {
                if (!(protocol instanceof Http2Protocol http2)) continue;
                http2.setMaxConcurrentStreams(MOST_STREAMS);
                http2.setMaxConcurrentStreamExecution(MOST_STREAMS);
                // A client of watches sends little but small window updates for hours; that is no attack.
                http2.setOverheadWindowUpdateThreshold(0);
                http2.setOverheadDataThreshold(0);
                ApiValve.limit(http2);
            }
        });
    }
}
