/** Says what the gateway routes where, and why. */
@NullMarked
package io.coxswain.gateway.explain;

import org.jspecify.annotations.NullMarked;
