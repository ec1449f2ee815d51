package io.coxswain.controlplane.controller.storage;

/** The annotations by which binder, provisioners and scheduler tell each other how far a claim has come. */
public final class StorageAnnotations {
    /** Both halves of the binding are written. */
    public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    /** Not a user but the binder made this half, so the binder may take it back. */
    public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    static final String OLD_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";
    /** Set by the scheduler: the volume is to be made where this node reaches it. */
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private StorageAnnotations() {}
}
