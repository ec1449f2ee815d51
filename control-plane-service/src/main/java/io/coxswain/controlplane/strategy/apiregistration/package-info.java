/** API services. */
@NullMarked
package io.coxswain.controlplane.strategy.apiregistration;

import org.jspecify.annotations.NullMarked;
