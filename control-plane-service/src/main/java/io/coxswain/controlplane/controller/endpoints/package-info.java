/** Endpoints: those of Services with selectors, those of the API itself, and the mirror of hand-made ones. */
@NullMarked
package io.coxswain.controlplane.controller.endpoints;

import org.jspecify.annotations.NullMarked;
