/** Rules that look beyond one object before it is written. */
@NullMarked
package io.coxswain.controlplane.admission;

import org.jspecify.annotations.NullMarked;
