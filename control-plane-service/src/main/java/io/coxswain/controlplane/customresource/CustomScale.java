package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.strategy.ScaleForm;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** The Scale of a custom resource, whose parts are where its definition says. */
record CustomScale(Kind<?> kind, CustomKind.Scale paths) implements ScaleForm {
    @Override
    public int specReplicas(ObjectNode object) {
        return paths.specReplicas().of(object).asInt(0);
    }

    @Override
    public int statusReplicas(ObjectNode object) {
        return paths.statusReplicas().of(object).asInt(0);
    }

    @Override
    public String selector(ObjectNode object) {
        return paths.selector() == null ? "" : paths.selector().of(object).asString("");
    }

    @Override
    public void setReplicas(ObjectNode object, int replicas) {
        if (paths.specReplicas().put(object, replicas) == null) {
            throw ApiException.badRequest("." + paths.specReplicas() + " of " + kind.resource() + " \""
                    + Metadata.name(object) + "\" is no field of an object");
        }
    }
}
