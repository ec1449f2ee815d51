package io.coxswain.controlplane.controller.token;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.security.token.BootstrapToken;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes bootstrap tokens when they end. */
public final class BootstrapTokenReconciler implements Reconciler<Secret> {
    private final Api api;
    private final Clock clock;

    public BootstrapTokenReconciler(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Watches<Secret> watches() {
        return Watches.of(Kinds.SECRET);
    }

    @Override
    public Outcome reconcile(Secret secret) {
        boolean token = BootstrapToken.TYPE.equals(secret.getType())
                && BootstrapToken.NAMESPACE.equals(secret.getMetadata().getNamespace());
        Optional<Instant> end = token ? BootstrapToken.end(Json.tree(secret)) : Optional.empty();
        if (end.isEmpty()) return Outcome.settled();
        Duration left = Duration.between(clock.instant(), end.get());
        if (left.isPositive()) return Outcome.checkAgain(left, "the token ends then");
        api.delete(
                Kinds.SECRET,
                ObjectKey.of(secret),
                DeleteOptions.ofUid(secret.getMetadata().getUid()));
        return Outcome.settled();
    }
}
