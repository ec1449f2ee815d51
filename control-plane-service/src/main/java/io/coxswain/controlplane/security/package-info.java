/** Who asks, and whether they may. */
@NullMarked
package io.coxswain.controlplane.security;

import org.jspecify.annotations.NullMarked;
