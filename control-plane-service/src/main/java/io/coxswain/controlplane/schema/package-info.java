/**
 * The schema of every type of the Kubernetes API, and what follows from it: decoding of bodies, unknown fields, wrong
 * types and pruning.
 */
@NullMarked
package io.coxswain.controlplane.schema;

import org.jspecify.annotations.NullMarked;
