package io.coxswain.controlplane.controller.token;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.security.ServiceAccountName;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Fills Secrets that were made to hold a ServiceAccount's token, and deletes them when the account is gone. */
public final class ServiceAccountSecretReconciler implements Reconciler<Secret> {
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String NAME = "kubernetes.io/service-account.name";
    private static final String UID = "kubernetes.io/service-account.uid";

    private final Api api;
    private final Informer<ServiceAccount> accounts;
    private final Index<Secret> secrets;
    private final ServiceAccountTokens tokens;
    private final String authority;

    /** {@code authority} is the PEM text that clients check the API server with. */
    public ServiceAccountSecretReconciler(Api api, Informers informers, ServiceAccountTokens tokens, String authority) {
        this.api = api;
        this.accounts = informers.of(Kinds.SERVICE_ACCOUNT);
        this.secrets = informers
                .of(Kinds.SECRET)
                .index(
                        "service-account",
                        secret -> isForToken(secret)
                                ? Stream.of(secret.getMetadata().getNamespace() + "/" + annotation(secret, NAME))
                                : Stream.of());
        this.tokens = tokens;
        this.authority = authority;
    }

    @Override
    public Watches<Secret> watches() {
        return Watches.of(Kinds.SECRET)
                .wokenBy(
                        Kinds.SERVICE_ACCOUNT,
                        account ->
                                secrets
                                        .get(account.getMetadata().getNamespace() + "/"
                                                + account.getMetadata().getName())
                                        .stream()
                                        .map(ObjectKey::of));
    }

    @Override
    public Outcome reconcile(Secret secret) {
        if (!isForToken(secret) || secret.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        ObjectKey key = ObjectKey.of(secret);
        ObjectKey account = new ObjectKey(key.namespace(), annotation(secret, NAME));
        // The cache may not have an account that was made just before, and a Secret that is deleted is lost.
        Optional<String> uid = accounts.get(account)
                .map(found -> found.getMetadata().getUid())
                .or(() -> api.find(Kinds.SERVICE_ACCOUNT, account).map(Metadata::uid));
        String known = annotation(secret, UID);
        if (uid.isEmpty() || (!known.isEmpty() && !known.equals(uid.get()))) {
            api.delete(
                    Kinds.SECRET, key, DeleteOptions.ofUid(secret.getMetadata().getUid()));
            return Outcome.settled();
        }
        ObjectNode patch = Json.object();
        if (known.isEmpty()) Metadata.of(patch).putObject("annotations").put(UID, uid.get());
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        fill(patch, data, "ca.crt", authority);
        fill(patch, data, "namespace", String.valueOf(key.namespace()));
        if (!data.containsKey("token")) {
            var name = new ServiceAccountName(String.valueOf(key.namespace()), account.name());
            fill(patch, data, "token", tokens.issueForSecret(name, uid.get(), key.name()));
        }
        if (patch.isEmpty()) return Outcome.settled();
        Metadata.of(patch).put("resourceVersion", secret.getMetadata().getResourceVersion());
        api.patch(Kinds.SECRET, key, PatchType.MERGE, patch, null);
        return Outcome.settled();
    }

    private static void fill(ObjectNode patch, Map<String, String> data, String field, String value) {
        String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        if (!encoded.equals(data.get(field))) patch.withObject("/data").put(field, encoded);
    }

    private static boolean isForToken(Secret secret) {
        return TYPE.equals(secret.getType()) && !annotation(secret, NAME).isEmpty();
    }

    private static String annotation(Secret secret, String name) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }
}
