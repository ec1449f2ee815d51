package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Precondition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The registry of admission rules, in the order in which they are asked. */
public record AdmissionRules(List<AdmissionRule> inOrder) {
    public static AdmissionRules standard() {
        return new AdmissionRules(List.of(new NamespaceIsThere(), new NamespaceIsProtected()));
    }

    public AdmissionRules {
        inOrder = List.copyOf(inOrder);
    }

    public List<Precondition> admit(AdmissionRequest request) {
        Set<Precondition> preconditions = new LinkedHashSet<>();
        inOrder.forEach(rule -> preconditions.addAll(rule.admit(request)));
        return List.copyOf(preconditions);
    }
}
