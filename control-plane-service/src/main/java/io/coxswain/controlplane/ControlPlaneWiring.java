package io.coxswain.controlplane;

import io.coxswain.controlplane.access.BootstrapPolicy;
import io.coxswain.controlplane.admission.AdmissionRules;
import io.coxswain.controlplane.admission.AdmissionSettings;
import io.coxswain.controlplane.builtin.BuiltInObjects;
import io.coxswain.controlplane.builtin.BuiltInStrategies;
import io.coxswain.controlplane.controller.ControllerRuntime;
import io.coxswain.controlplane.controller.ControllerSettings;
import io.coxswain.controlplane.controller.Controllers;
import io.coxswain.controlplane.encryption.EncryptionWiring;
import io.coxswain.controlplane.fairness.FlowControl;
import io.coxswain.controlplane.history.HistoryWiring;
import io.coxswain.controlplane.http.ApiServer;
import io.coxswain.controlplane.http.ApiServlet;
import io.coxswain.controlplane.http.ConnectHandler;
import io.coxswain.controlplane.http.ConnectHandlers;
import io.coxswain.controlplane.http.Health;
import io.coxswain.controlplane.http.InProcessApis;
import io.coxswain.controlplane.http.OpenApiPaths;
import io.coxswain.controlplane.http.PatchBodies;
import io.coxswain.controlplane.http.PathHandler;
import io.coxswain.controlplane.http.StaticPaths;
import io.coxswain.controlplane.http.Version;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.openapi.OpenApiDocuments;
import io.coxswain.controlplane.patch.Patches;
import io.coxswain.controlplane.protobuf.ProtobufCodec;
import io.coxswain.controlplane.resource.Bootstrap;
import io.coxswain.controlplane.resource.ComponentStatuses;
import io.coxswain.controlplane.resource.CoreBinding;
import io.coxswain.controlplane.resource.CreatedSubresource;
import io.coxswain.controlplane.resource.CreatedSubresources;
import io.coxswain.controlplane.resource.EventExpiry;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.UnstoredKinds;
import io.coxswain.controlplane.scheduler.Scheduler;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.ServerCertificate;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.store.BodyCodec;
import io.coxswain.controlplane.store.Migrations;
import io.coxswain.controlplane.store.PostgresStore;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreSettings;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.NodePorts;
import io.coxswain.controlplane.strategy.ServiceAddresses;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.tunnel.KubeletProxy;
import io.coxswain.controlplane.tunnel.KubeletTls;
import io.coxswain.controlplane.tunnel.NodeTunnels;
import io.coxswain.controlplane.tunnel.PodAttach;
import io.coxswain.controlplane.tunnel.PodExec;
import io.coxswain.controlplane.tunnel.PodLog;
import io.coxswain.controlplane.tunnel.PodPortForward;
import io.coxswain.controlplane.tunnel.TunnelEndpoint;
import io.coxswain.json.Json;
import io.coxswain.model.AddressRange;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.SharedInformers;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.coyote.http2.Http2Protocol;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsEndpointAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.endpoint.web.WebMvcHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the control plane consists of, in the order in which it depends on itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlPlaneProperties.class)
@ImportAutoConfiguration({
    ApplicationAvailabilityAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    DataSourceHealthContributorAutoConfiguration.class,
    DataSourcePoolMetricsAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    EndpointAutoConfiguration.class,
    HealthContributorAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    HibernateJpaAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    JacksonEndpointAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    ManagementContextAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    MetricsEndpointAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    ServletManagementContextAutoConfiguration.class,
    SslAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    TomcatMetricsAutoConfiguration.class,
    TomcatServletManagementContextAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    WebMvcHealthEndpointExtensionAutoConfiguration.class
})
@Import({AccessWiring.class, EncryptionWiring.class, HistoryWiring.class, SecurityWiring.class})
class ControlPlaneWiring {
    /** As many as one client may watch over one HTTP/2 connection. */
    private static final int MOST_STREAMS = 1000;

    /** How long to wait for a change at a time. */
    private static final Duration NEWS = Duration.ofMillis(100);

    /** Off until an agent can ask for the tokens of its Pods. */
    private static final boolean MOUNT_TOKENS = false;

    private static final String TLS = "control-plane";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }

    @Bean
    ClusterPki pki(ControlPlaneProperties properties) {
        return ClusterPki.openOrCreate(properties.pkiDirectory());
    }

    @Bean
    MigrateResult migrations(DataSource database) {
        return Migrations.apply(database);
    }

    @Bean
    EncryptionWiring.Settings encryption(ControlPlaneProperties properties) {
        return new EncryptionWiring.Settings(properties.pkiDirectory(), properties.encryptedResources());
    }

    @Bean
    PostgresStore store(DataSource database, MigrateResult after, BodyCodec bodies, Clock clock, MeterRegistry meters)
            throws SQLException {
        return PostgresStore.open(database, StoreSettings.DEFAULT, bodies, clock, meters);
    }

    @Bean
    KindCatalog kinds() {
        return new KindCatalog(Kinds.ALL);
    }

    @Bean
    AddressRange serviceAddresses(ControlPlaneProperties properties) {
        return AddressRange.parse(properties.serviceCidr());
    }

    @Bean
    Strategies strategies(AddressRange services, SecureRandom random, Clock clock) {
        return BuiltInStrategies.all(new ServiceAddresses(services, random, clock), new NodePorts(random), clock);
    }

    @Bean
    FieldOwnership fieldOwnership(Schemas schemas, Clock clock) {
        return new FieldOwnership(schemas, clock);
    }

    @Bean
    AdmissionRules admission(
            Store store,
            AccessRules rules,
            Authorizers authorizers,
            ControlPlaneProperties properties,
            SecureRandom random,
            Clock clock) {
        var settings = new AdmissionSettings(
                properties.controllers(), MOUNT_TOKENS, known -> store.newerThan(known.revision(), NEWS));
        return AdmissionRules.standard(settings, random, clock).and(AdmissionRules.ofAccess(rules, authorizers));
    }

    @Bean
    ResourceService resources(
            Store store,
            Strategies strategies,
            AdmissionRules admission,
            FieldOwnership fields,
            Clock clock,
            SecureRandom random) {
        return new ResourceService(store, strategies, admission, fields, clock, random);
    }

    @Bean
    Bootstrap bootstrap(ResourceService resources, AddressRange services, ControlPlaneProperties properties) {
        Bootstrap bootstrap = new Bootstrap(resources, services, properties.port());
        bootstrap.run();
        new BootstrapPolicy(resources).reconcile();
        new BuiltInObjects(resources, services).run();
        return bootstrap;
    }

    @Bean
    Schemas schemas() {
        return Schemas.load();
    }

    @Bean
    ObjectDecoder decoder(Schemas schemas) {
        return new ObjectDecoder(schemas);
    }

    @Bean
    PatchBodies patches(Schemas schemas, ObjectDecoder decoder, FieldOwnership fields) {
        return new PatchBodies(new Patches(schemas), schemas, decoder, fields);
    }

    @Bean
    InProcessApis inProcessApis(
            Authorizers authorizers,
            ResourceService resources,
            ObjectDecoder decoder,
            PatchBodies patches,
            Bootstrap after) {
        return new InProcessApis(authorizers, resources, decoder, patches);
    }

    @Bean(destroyMethod = "close")
    Informers controllerInformers(InProcessApis apis) {
        return new SharedInformers(apis.of(User.CONTROLLERS));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    ControllerRuntime controllers(
            ClusterPki pki,
            InProcessApis apis,
            Informers informers,
            KindCatalog kinds,
            Clock clock,
            MeterRegistry meters,
            AddressRange services,
            ControlPlaneProperties properties) {
        return Controllers.all(
                apis.of(User.CONTROLLERS),
                informers,
                kinds,
                clock,
                meters,
                new ControllerSettings(
                        properties.clusterCidr(),
                        Bootstrap.apiAddress(services),
                        Bootstrap.API_PORT,
                        pki.authorityPem()));
    }

    /** Shares the controllers' caches: in one process a second copy of all Pods and nodes would be a waste. */
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    Scheduler scheduler(InProcessApis apis, Informers informers, Clock clock, MeterRegistry meters) {
        return new Scheduler(apis.of(User.SCHEDULER), informers, clock, meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    EventExpiry eventExpiry(ResourceService resources, Clock clock) {
        return new EventExpiry(resources, clock);
    }

    @Bean
    NodeTunnels tunnels() {
        return new NodeTunnels();
    }

    @Bean
    TunnelEndpoint tunnelEndpoint(NodeTunnels tunnels) {
        return new TunnelEndpoint(tunnels);
    }

    @Bean
    KubeletProxy kubelets(NodeTunnels tunnels, ClusterPki pki, ResourceService resources) {
        Identity client = pki.clientCertificate("kube-apiserver-kubelet-client", List.of("system:masters"));
        return new KubeletProxy(tunnels, KubeletTls.socketFactory(client), key -> {
            StoredObject pod = resources.get(Kinds.POD, key, "");
            return Json.view(pod.body().tree(pod.revision()), Pod.class);
        });
    }

    @Bean
    PodLog podLog(KubeletProxy kubelets) {
        return new PodLog(kubelets);
    }

    @Bean
    PodExec podExec(KubeletProxy kubelets) {
        return new PodExec(kubelets);
    }

    @Bean
    PodAttach podAttach(KubeletProxy kubelets) {
        return new PodAttach(kubelets);
    }

    @Bean
    PodPortForward podPortForward(KubeletProxy kubelets) {
        return new PodPortForward(kubelets);
    }

    @Bean
    CoreBinding coreBinding(ResourceService resources) {
        return new CoreBinding(resources);
    }

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
            Clock clock,
            SecureRandom random) {
        ApiServlet servlet = ApiServer.servlet(
                kinds,
                authenticators,
                authorizers,
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
                        new OpenApiPaths(new OpenApiDocuments(schemas, kinds, Version.GIT)),
                        paths.stream().toList()),
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
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> http2() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            for (var protocol : connector.findUpgradeProtocols()) {
                if (!(protocol instanceof Http2Protocol http2)) continue;
                http2.setMaxConcurrentStreams(MOST_STREAMS);
                http2.setMaxConcurrentStreamExecution(MOST_STREAMS);
                // A client of watches sends little but small window updates for hours; that is no attack.
                http2.setOverheadWindowUpdateThreshold(0);
                http2.setOverheadDataThreshold(0);
            }
        });
    }
}
