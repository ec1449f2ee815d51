package io.coxswain.gateway.watch;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;

/** What of an Ingress cannot be served, to be told as a Warning event. */
record Problem(Ingress ingress, String reason, String message) {
    /** Equal for the same problem of the same Ingress, also after the Ingress changed elsewhere. */
    String identity() {
        return ingress.getMetadata().getUid() + "\n" + reason + "\n" + message;
    }
}
