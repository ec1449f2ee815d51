/** Priority classes. */
@NullMarked
package io.coxswain.controlplane.strategy.scheduling;

import org.jspecify.annotations.NullMarked;
