package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.rbac.AccessRules;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The registry of admission rules, in the order in which they are asked, which is that of Kubernetes: first all to
 * complete, then all to admit.
 */
public record AdmissionRules(List<AdmissionRule> inOrder) {
    public static AdmissionRules standard(AdmissionSettings settings, RandomGenerator random, Clock clock) {
        return new AdmissionRules(List.of(
                new NamespaceIsThere(),
                new NamespaceIsProtected(),
                new LimitRanger(),
                new ServiceAccountOfPod(settings, random),
                new NodeStartsTainted(),
                new PriorityOfPod(),
                new NodeFailuresAreTolerated(),
                new StorageClassOfClaim(),
                new StorageInUse(),
                new ClaimGrows(),
                new ClassOfIngress(),
                new ResourceQuotas(clock)));
    }

    /** The rules of access, which follow the others. */
    public static AdmissionRules ofAccess(AccessRules rules, Authorizers authorizers) {
        return new AdmissionRules(List.of(
                new NodeRestriction(),
                new CertificateRequests(authorizers),
                new PrivilegeEscalation(rules, authorizers)));
    }

    /** These rules and then the others. */
    public AdmissionRules and(AdmissionRules others) {
        return new AdmissionRules(
                Stream.concat(inOrder.stream(), others.inOrder.stream()).toList());
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
