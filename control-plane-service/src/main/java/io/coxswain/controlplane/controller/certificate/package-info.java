/** Certificate requests: approved where they are a machine's own, signed once approved, and cleared away. */
@NullMarked
package io.coxswain.controlplane.controller.certificate;

import org.jspecify.annotations.NullMarked;
