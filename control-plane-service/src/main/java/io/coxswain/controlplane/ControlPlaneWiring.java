package io.coxswain.controlplane;

import io.coxswain.controlplane.access.BootstrapPolicy;
import io.coxswain.controlplane.admission.AdmissionRules;
import io.coxswain.controlplane.admission.AdmissionSettings;
import io.coxswain.controlplane.builtin.BuiltInObjects;
import io.coxswain.controlplane.builtin.BuiltInStrategies;
import io.coxswain.controlplane.customresource.CustomResourceWiring;
import io.coxswain.controlplane.encryption.EncryptionWiring;
import io.coxswain.controlplane.history.HistoryWiring;
import io.coxswain.controlplane.http.InProcessApis;
import io.coxswain.controlplane.http.PatchBodies;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.patch.Patches;
import io.coxswain.controlplane.resource.Bootstrap;
import io.coxswain.controlplane.resource.CoreBinding;
import io.coxswain.controlplane.resource.PodEviction;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.store.BodyCodec;
import io.coxswain.controlplane.store.Migrations;
import io.coxswain.controlplane.store.PostgresStore;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreSettings;
import io.coxswain.controlplane.strategy.NodePorts;
import io.coxswain.controlplane.strategy.ServiceAddresses;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.model.AddressRange;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import io.coxswain.pki.ClusterPki;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
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
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
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
@Import({
    AccessWiring.class,
    ControllerWiring.class,
    CustomResourceWiring.class,
    EncryptionWiring.class,
    HistoryWiring.class,
    HttpWiring.class,
    KubeletWiring.class,
    SecurityWiring.class
})
class ControlPlaneWiring {
    /** How long to wait for a change at a time. */
    private static final Duration NEWS = Duration.ofMillis(100);

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
            ControlPlaneProperties properties,
            AccessRules access,
            Authorizers authorizers,
            SecureRandom random,
            Clock clock) {
        var settings =
                new AdmissionSettings(properties.controllers(), known -> store.newerThan(known.revision(), NEWS));
        return AdmissionRules.standard(settings, access, authorizers, random, clock);
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

    @Bean
    CoreBinding coreBinding(ResourceService resources) {
        return new CoreBinding(resources);
    }

    @Bean
    PodEviction podEviction(ResourceService resources, Clock clock) {
        return new PodEviction(resources, clock);
    }
}
