package io.coxswain.controlplane.controller.serviceaccount;

import io.coxswain.client.Api;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.reconcile.Outcome;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Namespace;
import tools.jackson.databind.node.ObjectNode;

/** What the controllers that put one object into each namespace have in common. */
final class NamespaceDefaults {
    private NamespaceDefaults() {}

    static boolean isActive(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() == null;
    }

    static ObjectNode named(String namespace, String name) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    /** Where it is there by now, or the namespace goes, there is nothing left to do. */
    static Outcome create(Api api, Kind<?> kind, ObjectNode object) {
        try {
            api.create(kind, object);
        } catch (ApiException failure) {
            boolean settled = failure.is(Reason.AlreadyExists)
                    || failure.is(Reason.NotFound)
                    || (failure.is(Reason.Forbidden)
                            && String.valueOf(failure.getMessage()).contains("is being terminated"));
            if (!settled) throw failure;
        }
        return Outcome.settled();
    }
}
