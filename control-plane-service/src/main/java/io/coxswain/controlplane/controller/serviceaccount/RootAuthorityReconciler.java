package io.coxswain.controlplane.controller.serviceaccount;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Each namespace has a ConfigMap with the certificate that the API server's is signed by, and keeps it unchanged. */
public final class RootAuthorityReconciler implements Reconciler<Namespace> {
    private static final String NAME = "kube-root-ca.crt";
    private static final String KEY = "ca.crt";
    private static final String DESCRIPTION = "Contains a CA bundle that can be used to verify the kube-apiserver when"
            + " using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is"
            + " guaranteed across distributions of Kubernetes clusters.";

    private final Api api;
    private final Informer<ConfigMap> configMaps;
    private final String certificate;

    public RootAuthorityReconciler(Api api, Informers informers, String certificate) {
        this.api = api;
        this.configMaps = informers.of(Kinds.CONFIG_MAP);
        this.certificate = certificate;
    }

    @Override
    public Watches<Namespace> watches() {
        return Watches.of(Kinds.NAMESPACE)
                .wokenBy(
                        Kinds.CONFIG_MAP,
                        configMap -> configMap.getMetadata().getName().equals(NAME)
                                ? Stream.of(ObjectKey.cluster(
                                        configMap.getMetadata().getNamespace()))
                                : Stream.empty());
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        if (!NamespaceDefaults.isActive(namespace)) return Outcome.settled();
        ObjectKey key = new ObjectKey(namespace.getMetadata().getName(), NAME);
        Optional<ConfigMap> found = configMaps.get(key);
        ObjectNode wanted = NamespaceDefaults.named(namespace.getMetadata().getName(), NAME);
        Metadata.of(wanted).putObject("annotations").put("kubernetes.io/description", DESCRIPTION);
        wanted.putObject("data").put(KEY, certificate);
        if (found.isEmpty()) return NamespaceDefaults.create(api, Kinds.CONFIG_MAP, wanted);
        if (Map.of(KEY, certificate).equals(found.get().getData())) return Outcome.settled();
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", found.get().getMetadata().getResourceVersion());
        ObjectNode data = patch.putObject("data");
        if (found.get().getData() != null) found.get().getData().keySet().forEach(data::putNull);
        data.put(KEY, certificate);
        api.patch(Kinds.CONFIG_MAP, key, PatchType.MERGE, patch, null);
        return Outcome.settled();
    }
}
