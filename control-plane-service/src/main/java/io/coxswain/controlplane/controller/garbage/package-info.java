/** Deletes what lost its last owner; serves foreground deletion and orphaning. */
@NullMarked
package io.coxswain.controlplane.controller.garbage;

import org.jspecify.annotations.NullMarked;
