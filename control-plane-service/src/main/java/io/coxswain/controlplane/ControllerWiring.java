package io.coxswain.controlplane;

import io.coxswain.client.Api;
import io.coxswain.controlplane.controller.AccessControllers;
import io.coxswain.controlplane.controller.ApiControllers;
import io.coxswain.controlplane.controller.AutoscalingControllers;
import io.coxswain.controlplane.controller.ControllerSettings;
import io.coxswain.controlplane.controller.Controllers;
import io.coxswain.controlplane.controller.autoscaling.AutoscalingSource;
import io.coxswain.controlplane.controller.owner.Scales;
import io.coxswain.controlplane.http.InProcessApis;
import io.coxswain.controlplane.leader.FencedApi;
import io.coxswain.controlplane.leader.LeaderElection;
import io.coxswain.controlplane.leader.LeaderTerm;
import io.coxswain.controlplane.leader.LeaderWork;
import io.coxswain.controlplane.metrics.PodMetrics;
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
import io.coxswain.model.Kind;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.ObjectKey;
import io.coxswain.pki.ClusterPki;
import io.coxswain.reconcile.SharedInformers;
import io.coxswain.status.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

/** What acts on stored objects: controllers, scheduler, and the expiry of events. */
@Configuration(proxyBeanMethods = false)
class ControllerWiring {
    /** In one process a second copy of all Pods and nodes would be a waste: a term has one set of caches for all. */
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnBooleanProperty(name = "coxswain.control-plane.controllers", matchIfMissing = true)
    LeaderElection leaderElection(
            InProcessApis apis,
            List<LeaderWork> works,
            Clock clock,
            MeterRegistry meters,
            ControlPlaneProperties properties) {
        return new LeaderElection(
                apis.of(User.CONTROLLERS),
                properties.leaderElection().settings(properties.port()),
                clock,
                System::nanoTime,
                meters,
                fence -> {
                    Function<String, Api> fenced = component -> new FencedApi(apis.of(component), fence);
                    var informers = new SharedInformers(apis.of(User.CONTROLLERS));
                    return new LeaderTerm(
                            works.stream()
                                    .map(work -> work.forTerm(fenced, informers))
                                    .toList(),
                            informers,
                            meters);
                });
    }

    @Bean
    LeaderWork controllers(
            ClusterPki pki,
            KindCatalog kinds,
            Scales scales,
            Clock clock,
            MeterRegistry meters,
            AddressRange services,
            ControlPlaneProperties properties) {
        return (apis, informers) -> Controllers.all(
                apis.apply(User.CONTROLLERS),
                informers,
                kinds,
                scales,
                clock,
                meters,
                new ControllerSettings(
                        properties.clusterCidr(),
                        Bootstrap.apiAddress(services),
                        Bootstrap.API_PORT,
                        Bootstrap.apiService(services, properties.port()),
                        pki.authorityPem(),
                        properties.nodeLifecycle().settings(),
                        properties.nodeLifecycle().terminatedPodThreshold()));
    }

    @Bean
    LeaderWork accessControllers(
            Authorizers authorizers,
            ClusterPki pki,
            ServiceAccountTokens tokens,
            Clock clock,
            MeterRegistry meters,
            ControlPlaneProperties properties) {
        return (apis, informers) -> AccessControllers.all(
                apis.apply(User.CONTROLLERS), informers, authorizers, pki, tokens, properties.url(), clock, meters);
    }

    @Bean
    LeaderWork apiControllers(Clock clock, MeterRegistry meters) {
        return (apis, informers) ->
                ApiControllers.all(apis.apply(User.API_SERVER), informers, clock, meters, Bootstrap.namespaces());
    }

    @Bean
    Scales scales(ResourceService resources) {
        return (kind, workload) -> {
            if (!kind.hasSubresource("scale")) throw ApiException.notFound(kind, workload.name());
            return resources.scale(kind, workload).tree();
        };
    }

    @Bean
    LeaderWork autoscaling(Scales scales, PodMetrics usage, KindCatalog kinds, Clock clock, MeterRegistry meters) {
        var source = new AutoscalingSource() {
            @Override
            public ObjectNode scale(Kind<?> kind, ObjectKey workload) {
                return scales.scale(kind, workload);
            }

            @Override
            public List<ObjectNode> usage(String namespace) {
                return usage.list(namespace, "", "");
            }
        };
        return (apis, informers) ->
                AutoscalingControllers.all(apis.apply(User.CONTROLLERS), informers, kinds, source, clock, meters);
    }

    @Bean
    LeaderWork scheduler(DecisionLog decisions, Clock clock, MeterRegistry meters, ControlPlaneProperties properties) {
        return (apis, informers) -> new Scheduler(
                apis.apply(User.SCHEDULER), informers, properties.scheduler().settings(), decisions, clock, meters);
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
