package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.rbac.AccessRules;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The registry of admission rules, in the order in which they are asked, which is that of Kubernetes: first all to
 * complete, then all to admit.
 */
public record AdmissionRules(List<AdmissionRule> inOrder) {
    public static AdmissionRules standard(
            AdmissionSettings settings,
            AccessRules access,
            Authorizers authorizers,
            RandomGenerator random,
            Clock clock) {
        return new AdmissionRules(List.of(
                new NamespaceIsThere(),
                new NamespaceIsProtected(),
                new LimitRanger(),
                new ServiceAccountOfPod(settings, random),
                new NodeRestriction(),
                new NodeStartsTainted(),
                new PodSecurity(new ExistingPods(clock)),
                new PriorityOfPod(),
                new RuntimeClassOfPod(),
                new NodeFailuresAreTolerated(),
                new StorageClassOfClaim(),
                new StorageInUse(),
                new ClaimGrows(),
                new CertificateRequests(authorizers),
                new PrivilegeEscalation(access, authorizers),
                new ClassOfIngress(),
                new ResourceQuotas(clock)));
    }

    public AdmissionRules {
        inOrder = List.copyOf(inOrder);
    }

    public void mutate(AdmissionRequest request) {
        inOrder.forEach(rule -> rule.mutate(request));
    }

    public Terms admit(AdmissionRequest request) {
        Terms terms = Terms.NONE;
        for (AdmissionRule rule : inOrder) terms = terms.and(rule.admit(request));
        return terms;
    }
}
