package io.coxswain.controlplane.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is an audit log, and how large it may become.
 *
 * @param policyFile a Policy of {@code audit.k8s.io/v1}; nothing is logged where it is null
 * @param logFile gets a line of JSON for each event
 * @param maxBytes of that file; then it is put aside with a number
 * @param maxBackups how many of those put aside are kept
 */
public record AuditSettings(@Nullable Path policyFile, Path logFile, long maxBytes, int maxBackups) {}
