package io.coxswain.node.pod;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.volume.ReferencedObjects;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a container. Later ones win: Services, then {@code envFrom} in order, then {@code env} in order,
 * each of which may refer to those before it.
 */
final class Environment {
    private static final ObjectKey API_SERVER = new ObjectKey("default", "kubernetes");
    private final ReferencedObjects objects;
    private final Cache<Service> services;
    private final NodeServices.Settings node;

    Environment(ReferencedObjects objects, Cache<Service> services, NodeServices.Settings node) {
        this.objects = objects;
        this.services = services;
        this.node = node;
    }

    /** Throws {@link ConfigError} where a reference leads nowhere. */
    Map<String, String> of(Container container, PodFields fields) {
        Map<String, String> fromServices = serviceVariables(fields.pod());
        var result = new LinkedHashMap<String, String>();
        for (EnvFromSource source : container.getEnvFrom()) addAll(source, fields, result);
        for (EnvVar variable : container.getEnv()) {
            String value = value(variable, container, fields, result, fromServices);
            if (value != null) result.put(variable.getName(), value);
        }
        fromServices.forEach(result::putIfAbsent);
        return result;
    }

    private Map<String, String> serviceVariables(Pod pod) {
        var told = new ArrayList<Service>();
        services.get(API_SERVER).ifPresent(told::add);
        String namespace = pod.getMetadata().getNamespace();
        if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) told.addAll(services.list(namespace));
        return ServiceVariables.of(told);
    }

    private void addAll(EnvFromSource source, PodFields fields, Map<String, String> into) {
        String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            configMap(fields, name, source.getConfigMapRef().getOptional())
                    .map(map -> Objects.requireNonNullElse(map.getData(), Map.<String, String>of()))
                    .ifPresent(data -> data.forEach((key, value) -> into.put(prefix + key, value)));
        }
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            secret(fields, name, source.getSecretRef().getOptional())
                    .map(secret -> Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()))
                    .ifPresent(data -> data.forEach((key, value) -> into.put(prefix + key, decoded(value))));
        }
    }

    private @Nullable String value(
            EnvVar variable,
            Container container,
            PodFields fields,
            Map<String, String> before,
            Map<String, String> fromServices) {
        EnvVarSource source = variable.getValueFrom();
        if (source == null) {
            return Expansion.expand(Objects.requireNonNullElse(variable.getValue(), ""), reference -> {
                String name = Expansion.name(reference);
                return before.getOrDefault(name, fromServices.getOrDefault(name, reference));
            });
        }
        if (source.getFieldRef() != null)
            return fields.value(source.getFieldRef().getFieldPath());
        if (source.getResourceFieldRef() != null) {
            return ContainerResources.field(fields.pod(), container, source.getResourceFieldRef(), node);
        }
        if (source.getConfigMapKeyRef() != null) return configMapValue(source.getConfigMapKeyRef(), fields);
        if (source.getSecretKeyRef() != null) return secretValue(source.getSecretKeyRef(), fields);
        throw new ConfigError("the source of variable \"" + variable.getName() + "\" is not supported");
    }

    private @Nullable String configMapValue(ConfigMapKeySelector selector, PodFields fields) {
        Optional<ConfigMap> map = configMap(fields, selector.getName(), selector.getOptional());
        if (map.isEmpty()) return null;
        Map<String, String> data = Objects.requireNonNullElse(map.get().getData(), Map.of());
        String value = data.get(selector.getKey());
        if (value != null || Boolean.TRUE.equals(selector.getOptional())) return value;
        throw new ConfigError("couldn't find key " + selector.getKey() + " in ConfigMap "
                + fields.pod().getMetadata().getNamespace() + "/" + selector.getName());
    }

    private @Nullable String secretValue(SecretKeySelector selector, PodFields fields) {
        Optional<Secret> secret = secret(fields, selector.getName(), selector.getOptional());
        if (secret.isEmpty()) return null;
        Map<String, String> data = Objects.requireNonNullElse(secret.get().getData(), Map.of());
        String value = data.get(selector.getKey());
        if (value != null) return decoded(value);
        if (Boolean.TRUE.equals(selector.getOptional())) return null;
        throw new ConfigError("couldn't find key " + selector.getKey() + " in Secret "
                + fields.pod().getMetadata().getNamespace() + "/" + selector.getName());
    }

    private Optional<ConfigMap> configMap(PodFields fields, String name, @Nullable Boolean optional) {
        var key = new ObjectKey(fields.pod().getMetadata().getNamespace(), name);
        Optional<ConfigMap> found = objects.read(Kinds.CONFIG_MAP, key);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigError("configmap \"" + name + "\" not found");
        }
        return found;
    }

    private Optional<Secret> secret(PodFields fields, String name, @Nullable Boolean optional) {
        var key = new ObjectKey(fields.pod().getMetadata().getNamespace(), name);
        Optional<Secret> found = objects.read(Kinds.SECRET, key);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigError("secret \"" + name + "\" not found");
        }
        return found;
    }

    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    static List<String> lines(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
