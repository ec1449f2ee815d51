package io.coxswain.node.cgroup;

/** What a group has read from and written to one block device, {@code device} being {@code major:minor}. */
public record DeviceFigures(String device, long readBytes, long writtenBytes, long reads, long writes) {}
