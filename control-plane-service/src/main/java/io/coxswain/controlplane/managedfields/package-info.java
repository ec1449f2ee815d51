/**
 * Who owns which field of an object, and server-side apply: field sets, structural comparison, merging and pruning over
 * the schema of any kind.
 */
@NullMarked
package io.coxswain.controlplane.managedfields;

import org.jspecify.annotations.NullMarked;
