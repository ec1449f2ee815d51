package io.coxswain.node.network;

/** A sandbox with a network of its own (never one of a hostNetwork Pod) and the process that holds its namespaces. */
public record RunningSandbox(String sandboxId, int pid, String podUid, String namespace, String name) {}
