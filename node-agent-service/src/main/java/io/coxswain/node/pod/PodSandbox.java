package io.coxswain.node.pod;

/** A sandbox that runs and has its address. */
record PodSandbox(String id, String address) {}
