/** Certificate signing requests: what they ask for never changes. */
@NullMarked
package io.coxswain.controlplane.strategy.certificates;

import org.jspecify.annotations.NullMarked;
