/** Unmodified clients against the running server. */
@NullMarked
package io.coxswain.controlplane.clients;

import org.jspecify.annotations.NullMarked;
