package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Precondition;
import java.util.List;

/** One rule that a write must keep. */
public interface AdmissionRule {
    /**
     * Throws {@link io.coxswain.status.ApiException} to refuse the write; else answers what must still hold when it is
     * committed.
     */
    List<Precondition> admit(AdmissionRequest request);
}
