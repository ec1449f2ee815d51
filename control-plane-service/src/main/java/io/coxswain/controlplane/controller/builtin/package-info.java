/** Objects that every cluster has. */
@NullMarked
package io.coxswain.controlplane.controller.builtin;

import org.jspecify.annotations.NullMarked;
