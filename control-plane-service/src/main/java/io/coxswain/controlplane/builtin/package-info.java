/** The registries of what built-in kinds bring along: their strategies and the objects that every cluster has. */
@NullMarked
package io.coxswain.controlplane.builtin;

import org.jspecify.annotations.NullMarked;
