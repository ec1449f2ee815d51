/** Empties a namespace that is being deleted, and then lets it go. */
@NullMarked
package io.coxswain.controlplane.controller.namespace;

import org.jspecify.annotations.NullMarked;
