package io.coxswain.controlplane.controller.serviceaccount;

import io.coxswain.client.Api;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.stream.Stream;

/** Each namespace has a ServiceAccount {@code default}, which comes back when it is deleted. */
public final class DefaultAccountReconciler implements Reconciler<Namespace> {
    private static final String NAME = "default";

    private final Api api;
    private final Informer<ServiceAccount> accounts;

    public DefaultAccountReconciler(Api api, Informers informers) {
        this.api = api;
        this.accounts = informers.of(Kinds.SERVICE_ACCOUNT);
    }

    @Override
    public Watches<Namespace> watches() {
        return Watches.of(Kinds.NAMESPACE)
                .wokenBy(
                        Kinds.SERVICE_ACCOUNT,
                        account -> account.getMetadata().getName().equals(NAME)
                                ? Stream.of(
                                        ObjectKey.cluster(account.getMetadata().getNamespace()))
                                : Stream.empty());
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        String name = namespace.getMetadata().getName();
        if (!NamespaceDefaults.isActive(namespace)) return Outcome.settled();
        if (accounts.get(new ObjectKey(name, NAME)).isPresent()) return Outcome.settled();
        return NamespaceDefaults.create(api, Kinds.SERVICE_ACCOUNT, NamespaceDefaults.named(name, NAME));
    }
}
