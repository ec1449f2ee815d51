package io.coxswain.node.network;

/** The address that a sandbox has, as it is kept in a file. */
record Checkpoint(
        int version,
        String sandboxId,
        String podUid,
        String namespace,
        String name,
        String address,
        String nodeInterface) {
    static final int VERSION = 1;

    PodAddress podAddress() {
        return new PodAddress(address, nodeInterface);
    }
}
