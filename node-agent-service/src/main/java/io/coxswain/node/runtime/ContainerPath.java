package io.coxswain.node.runtime;

/** Names one container of a Pod; an empty container name means the only one that the Pod has. */
public record ContainerPath(String namespace, String pod, String container) {}
