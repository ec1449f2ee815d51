package io.coxswain.controlplane;

import io.coxswain.controlplane.controller.AccessControllers;
import io.coxswain.controlplane.controller.ControllerRuntime;
import io.coxswain.controlplane.controller.ControllerSettings;
import io.coxswain.controlplane.controller.Controllers;
import io.coxswain.controlplane.http.InProcessApis;
import io.coxswain.controlplane.resource.Bootstrap;
import io.coxswain.controlplane.resource.EventExpiry;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.scheduler.DecisionLog;
import io.coxswain.controlplane.scheduler.Scheduler;
import io.coxswain.controlplane.scheduler.SchedulingEndpoint;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.model.AddressRange;
import io.coxswain.model.KindCatalog;
import io.coxswain.pki.ClusterPki;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.SharedInformers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What acts on stored objects: controllers, scheduler, and the expiry of events. */
@Configuration(proxyBeanMethods = false)
class ControllerWiring {
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

    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    ControllerRuntime accessControllers(
            InProcessApis apis,
            Informers informers,
            Authorizers authorizers,
            ClusterPki pki,
            ServiceAccountTokens tokens,
            Clock clock,
            MeterRegistry meters,
            ControlPlaneProperties properties) {
        return AccessControllers.all(
                apis.of(User.CONTROLLERS), informers, authorizers, pki, tokens, properties.url(), clock, meters);
    }

    /** Shares the controllers' caches: in one process a second copy of all Pods and nodes would be a waste. */
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    Scheduler scheduler(
            InProcessApis apis,
            Informers informers,
            DecisionLog decisions,
            Clock clock,
            MeterRegistry meters,
            ControlPlaneProperties properties) {
        return new Scheduler(
                apis.of(User.SCHEDULER), informers, properties.scheduler().settings(), decisions, clock, meters);
    }

    /** Why Pods are where they are, for those who ask this replica. */
    @Bean
    DecisionLog schedulingDecisions() {
        return new DecisionLog();
    }

    @Bean
    SchedulingEndpoint schedulingEndpoint(DecisionLog decisions) {
        return new SchedulingEndpoint(decisions);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    EventExpiry eventExpiry(ResourceService resources, Clock clock) {
        return new EventExpiry(resources, clock);
    }
}
