package io.coxswain.controlplane.controller;

import io.coxswain.client.Api;
import io.coxswain.client.KubeconfigText;
import io.coxswain.controlplane.controller.certificate.ApprovalReconciler;
import io.coxswain.controlplane.controller.certificate.CleaningReconciler;
import io.coxswain.controlplane.controller.certificate.SigningReconciler;
import io.coxswain.controlplane.controller.role.AggregationReconciler;
import io.coxswain.controlplane.controller.token.BootstrapTokenReconciler;
import io.coxswain.controlplane.controller.token.ClusterInfoReconciler;
import io.coxswain.controlplane.controller.token.ServiceAccountSecretReconciler;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.pki.ClusterPki;
import io.coxswain.reconcile.ControllerLoop;
import io.coxswain.reconcile.ControllerLoop.Settings;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registry of the controllers of access, which hold the cluster's keys. */
public final class AccessControllers {
    private static final int PARALLEL_PASSES = 2;

    private AccessControllers() {}

    /**
     * All of them, not yet started.
     *
     * @param apiUrl where machines that join find the API
     */
    public static ControllerRuntime all(
            Api api,
            Informers informers,
            Authorizers authorizers,
            ClusterPki pki,
            ServiceAccountTokens tokens,
            String apiUrl,
            Clock clock,
            MeterRegistry meters) {
        Map<String, Reconciler<?>> byName = new LinkedHashMap<>();
        byName.put("certificate_approving", new ApprovalReconciler(api, authorizers));
        byName.put("certificate_signing", new SigningReconciler(api, pki));
        byName.put("certificate_cleaner", new CleaningReconciler(api, clock));
        byName.put("clusterrole_aggregation", new AggregationReconciler(api, informers));
        byName.put(
                "serviceaccount_token", new ServiceAccountSecretReconciler(api, informers, tokens, pki.authorityPem()));
        byName.put(
                "bootstrap_signer",
                new ClusterInfoReconciler(api, informers, KubeconfigText.ofCluster(apiUrl, pki.authority()), clock));
        byName.put("token_cleaner", new BootstrapTokenReconciler(api, clock));
        List<ControllerLoop<?>> loops = byName.entrySet().stream()
                .<ControllerLoop<?>>map(entry -> new ControllerLoop<>(
                        entry.getValue(),
                        informers,
                        Settings.of(entry.getKey()).withParallelPasses(PARALLEL_PASSES),
                        meters))
                .toList();
        return new ControllerRuntime(List.copyOf(loops), List.of());
    }
}
