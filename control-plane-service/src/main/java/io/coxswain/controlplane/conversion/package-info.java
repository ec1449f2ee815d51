/** Kinds that are views of another one: other versions of it, or other words for it, over one store. */
@NullMarked
package io.coxswain.controlplane.conversion;

import org.jspecify.annotations.NullMarked;
