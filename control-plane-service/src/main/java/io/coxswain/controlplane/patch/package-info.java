/** The forms of a patch, each with Kubernetes' semantics and errors. */
@NullMarked
package io.coxswain.controlplane.patch;

import org.jspecify.annotations.NullMarked;
