package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.LabelSelector;
import io.coxswain.status.ApiException;

/** Which objects of a kind a list or watch is about. */
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) {
    /** Reads the forms of the query parameters; {@code namespace} is empty for all namespaces. */
    public static Selection parse(Strategy strategy, String namespace, String labelSelector, String fieldSelector) {
        try {
            return new Selection(
                    namespace,
                    LabelSelector.parse(labelSelector),
                    FieldSelector.parse(fieldSelector, strategy, labelSelector));
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest(String.valueOf(malformed.getMessage()));
        }
    }

    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    public boolean matches(StoredObject object) {
        return matches(object, object.attributes());
    }

    /** As if the object had these attributes. */
    public boolean matches(StoredObject object, Attributes attributes) {
        return labels.matches(attributes.labels()) && fields.matches(object, attributes.fields());
    }
}
