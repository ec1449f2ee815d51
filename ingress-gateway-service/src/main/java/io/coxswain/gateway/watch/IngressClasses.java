package io.coxswain.gateway.watch;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Ingress objects are the gateway's: by their class, by the older annotation, or by default. */
record IngressClasses(Set<String> ours, boolean byDefault) {
    static final String CONTROLLER = "coxswain.io/ingress-gateway";
    static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";
    private static final String LEGACY = "kubernetes.io/ingress.class";

    static IngressClasses of(List<IngressClass> classes) {
        Set<String> ours = new HashSet<>();
        boolean byDefault = false;
        for (IngressClass known : classes) {
            if (known.getSpec() == null || !CONTROLLER.equals(known.getSpec().getController())) continue;
            ours.add(known.getMetadata().getName());
            Map<String, String> annotations = known.getMetadata().getAnnotations();
            if (annotations != null && "true".equals(annotations.get(DEFAULT))) byDefault = true;
        }
        return new IngressClasses(Set.copyOf(ours), byDefault);
    }

    boolean include(Ingress ingress) {
        String named = ingress.getSpec() == null ? null : ingress.getSpec().getIngressClassName();
        if (named == null) named = legacy(ingress);
        return named == null ? byDefault : ours.contains(named);
    }

    private static @Nullable String legacy(Ingress ingress) {
        Map<String, String> annotations = ingress.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(LEGACY);
    }
}
