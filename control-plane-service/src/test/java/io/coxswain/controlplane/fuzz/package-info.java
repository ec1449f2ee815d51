/** Random and mutated requests, and what must hold whatever is asked. */
@NullMarked
package io.coxswain.controlplane.fuzz;

import org.jspecify.annotations.NullMarked;
