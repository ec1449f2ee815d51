/** Storage classes, volume attachments and what drivers say of themselves. */
@NullMarked
package io.coxswain.controlplane.strategy.storage;

import org.jspecify.annotations.NullMarked;
