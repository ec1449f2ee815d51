/** Keeps claims and volumes while they are used. */
@NullMarked
package io.coxswain.controlplane.controller.volume;

import org.jspecify.annotations.NullMarked;
