/** Runtime classes. */
@NullMarked
package io.coxswain.controlplane.strategy.node;

import org.jspecify.annotations.NullMarked;
