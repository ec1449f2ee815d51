package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Snapshot;

/**
 * What admission rests on beside the objects.
 *
 * @param requiresServiceAccounts false where no controller runs that gives each namespace its {@code default} account
 * @param newer gives the state after another
 */
public record AdmissionSettings(boolean requiresServiceAccounts, Newer newer) {
    /** Waits a moment for a state newer than one that is known. */
    @FunctionalInterface
    public interface Newer {
        /** The newer state, or where nothing happens any state. */
        Snapshot than(Snapshot known);
    }
}
