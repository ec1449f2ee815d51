package io.coxswain.gateway.watch;

import io.coxswain.client.Api;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Creates the IngressClass {@code coxswain} where it is missing, as the default one unless there is another. */
final class DefaultIngressClass {
    private static final Logger log = LoggerFactory.getLogger(DefaultIngressClass.class);
    private static final String NAME = "coxswain";

    private final Api api;

    DefaultIngressClass(Api api) {
        this.api = api;
    }

    /** False when it could not be created and is worth another try. */
    boolean ensure(List<IngressClass> present) {
        if (present.stream().anyMatch(known -> NAME.equals(known.getMetadata().getName()))) return true;
        boolean otherDefault = present.stream().anyMatch(DefaultIngressClass::isDefault);
        ObjectNode created =
                Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "IngressClass");
        ObjectNode metadata = created.putObject("metadata").put("name", NAME);
        if (!otherDefault) metadata.putObject("annotations").put(IngressClasses.DEFAULT, "true");
        created.putObject("spec").put("controller", IngressClasses.CONTROLLER);
        try {
            api.create(Kinds.INGRESS_CLASS, created);
            return true;
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists)) return true;
            log.warn("The IngressClass {} cannot be created: {}", NAME, failure.getMessage());
            return false;
        }
    }

    private static boolean isDefault(IngressClass known) {
        var annotations = known.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(IngressClasses.DEFAULT));
    }
}
