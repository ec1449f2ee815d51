/** Flow schemas and priority levels. */
@NullMarked
package io.coxswain.controlplane.strategy.flowcontrol;

import org.jspecify.annotations.NullMarked;
