/** The audit log: who asked for what, and what came of it. */
@NullMarked
package io.coxswain.controlplane.audit;

import org.jspecify.annotations.NullMarked;
