/** Counts what is used of each ResourceQuota. */
@NullMarked
package io.coxswain.controlplane.controller.quota;

import org.jspecify.annotations.NullMarked;
