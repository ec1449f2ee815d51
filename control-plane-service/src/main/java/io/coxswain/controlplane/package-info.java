/** The control plane: API server, store, controllers and scheduler in one application. */
@NullMarked
package io.coxswain.controlplane;

import org.jspecify.annotations.NullMarked;
