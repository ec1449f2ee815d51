package io.coxswain.controlplane.admission;

/** One rule that a write must keep, or one default that looks beyond the object that is written. */
public interface AdmissionRule {
    /**
     * Completes the object of a creation or a change, before it is validated; throws
     * {@link io.coxswain.status.ApiException} to refuse the write.
     */
    default void mutate(AdmissionRequest request) {}

    /**
     * Throws {@link io.coxswain.status.ApiException} to refuse a write that is valid in itself; else answers what must
     * still hold when it is committed, and what is written with it.
     */
    default Terms admit(AdmissionRequest request) {
        return Terms.NONE;
    }
}
