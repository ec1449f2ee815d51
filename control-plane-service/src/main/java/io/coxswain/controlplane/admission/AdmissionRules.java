package io.coxswain.controlplane.admission;

import java.util.List;

/** The registry of admission rules, in the order in which they are asked: first all to complete, then all to admit. */
public record AdmissionRules(List<AdmissionRule> inOrder) {
    public static AdmissionRules standard() {
        return new AdmissionRules(List.of(new NamespaceIsThere(), new NamespaceIsProtected()));
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
