/** What sets a kind apart when it is written: defaults, validation, immutable fields, addresses. */
@NullMarked
package io.coxswain.controlplane.strategy;

import org.jspecify.annotations.NullMarked;
