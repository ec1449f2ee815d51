package io.coxswain.controlplane.customresource;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.controlplane.strategy.apiregistration.ApiServiceStrategy;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Keeps one APIService for each group and version in which definitions are served. */
public final class RegistrationReconciler implements Reconciler<CustomResourceDefinition> {
    private final Api api;
    private final Cache<CustomResourceDefinition> definitions;

    public RegistrationReconciler(Api api, Cache<CustomResourceDefinition> definitions) {
        this.api = api;
        this.definitions = definitions;
    }

    /** One that somebody deleted or changed is made again. */
    @Override
    public Watches<CustomResourceDefinition> watches() {
        return Watches.of(Kinds.CUSTOM_RESOURCE_DEFINITION).wokenBy(Kinds.API_SERVICE, this::definitionsOf);
    }

    private Stream<ObjectKey> definitionsOf(APIService service) {
        String group = service.getSpec().getGroup();
        return definitions.list(null).stream()
                .filter(definition -> definition.getSpec().getGroup().equals(group))
                .map(ObjectKey::of)
                .limit(1);
    }

    @Override
    public Outcome reconcile(CustomResourceDefinition definition) {
        return register(definition.getSpec().getGroup());
    }

    @Override
    public Outcome forget(ObjectKey key) {
        // its name is the plural and the group
        return register(key.name().substring(key.name().indexOf('.') + 1));
    }

    private Outcome register(String group) {
        Set<String> wanted = new HashSet<>();
        for (CustomResourceDefinition definition : definitions.list(null)) {
            if (!definition.getSpec().getGroup().equals(group)) continue;
            definition.getSpec().getVersions().stream()
                    .filter(version -> Boolean.TRUE.equals(version.getServed()))
                    .forEach(version -> wanted.add(version.getName()));
        }
        for (ObjectNode service : api.list(
                        Kinds.API_SERVICE, ListOptions.everything().withFields("spec.group=" + group))
                .items()) {
            boolean known = wanted.remove(service.at("/spec/version").asString(""));
            if (!known && ApiServiceStrategy.followsDefinitions(service)) remove(service);
        }
        wanted.forEach(version -> add(group, version));
        return Outcome.settled();
    }

    private void add(String group, String version) {
        try {
            api.create(
                    Kinds.API_SERVICE,
                    ApiServiceStrategy.ofDefinitions(group, version)
                            .put("apiVersion", Kinds.API_SERVICE.apiVersion())
                            .put("kind", Kinds.API_SERVICE.name()));
        } catch (ApiException failure) {
            if (!failure.is(Reason.AlreadyExists)) throw failure;
        }
    }

    private void remove(ObjectNode service) {
        try {
            api.delete(Kinds.API_SERVICE, Metadata.key(service), DeleteOptions.ofUid(Metadata.uid(service)));
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound) && !failure.is(Reason.Conflict)) throw failure;
        }
    }
}
