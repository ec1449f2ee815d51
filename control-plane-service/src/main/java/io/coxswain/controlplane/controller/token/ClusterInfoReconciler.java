package io.coxswain.controlplane.controller.token;

import io.coxswain.client.Api;
import io.coxswain.controlplane.security.token.BootstrapToken;
import io.coxswain.join.TokenSignature;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the ConfigMap {@code cluster-info}, by which a machine with a bootstrap token finds the authority of the
 * cluster: a kubeconfig without a user, signed by each token that is for signing.
 */
public final class ClusterInfoReconciler implements Reconciler<Namespace> {
    private static final String NAMESPACE = "kube-public";
    private static final String NAME = "cluster-info";
    private static final String KUBECONFIG = "kubeconfig";
    private static final String SIGNATURE = "jws-kubeconfig-";

    private final Api api;
    private final Informer<ConfigMap> configMaps;
    private final Informer<Secret> secrets;
    private final String kubeconfig;
    private final Clock clock;

    public ClusterInfoReconciler(Api api, Informers informers, String kubeconfig, Clock clock) {
        this.api = api;
        this.configMaps = informers.of(Kinds.CONFIG_MAP);
        this.secrets = informers.of(Kinds.SECRET);
        this.kubeconfig = kubeconfig;
        this.clock = clock;
    }

    @Override
    public Watches<Namespace> watches() {
        return Watches.of(Kinds.NAMESPACE)
                .wokenBy(Kinds.CONFIG_MAP, map -> map.getMetadata().getName().equals(NAME) ? mine() : Stream.empty())
                .wokenBy(
                        Kinds.SECRET, secret -> BootstrapToken.TYPE.equals(secret.getType()) ? mine() : Stream.empty());
    }

    private static Stream<ObjectKey> mine() {
        return Stream.of(ObjectKey.cluster(NAMESPACE));
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        if (!namespace.getMetadata().getName().equals(NAMESPACE)) return Outcome.settled();
        Map<String, String> wanted = new TreeMap<>();
        wanted.put(KUBECONFIG, kubeconfig);
        secrets.list(BootstrapToken.NAMESPACE).stream()
                .map(Json::tree)
                .filter(secret -> BootstrapToken.isFor(secret, "signing", clock.instant()))
                .forEach(secret -> sign(secret, wanted));
        ObjectKey key = new ObjectKey(NAMESPACE, NAME);
        Optional<ConfigMap> found = configMaps.get(key);
        if (found.isPresent() && wanted.equals(found.get().getData())) return Outcome.settled();
        ObjectNode object = found.isPresent() ? api.get(Kinds.CONFIG_MAP, key) : Json.object();
        Metadata.of(object).put("name", NAME).put("namespace", NAMESPACE);
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode data = object.putObject("data");
        wanted.forEach(data::put);
        if (found.isPresent()) api.update(Kinds.CONFIG_MAP, object);
        else api.create(Kinds.CONFIG_MAP, object);
        return Outcome.settled();
    }

    private void sign(JsonNode secret, Map<String, String> signed) {
        String id = BootstrapToken.text(secret, "token-id");
        String signature = TokenSignature.of(kubeconfig, id, BootstrapToken.text(secret, "token-secret"));
        signed.put(SIGNATURE + id, signature);
    }
}
