/** Device classes, resource claims and slices. */
@NullMarked
package io.coxswain.controlplane.strategy.resource;

import org.jspecify.annotations.NullMarked;
