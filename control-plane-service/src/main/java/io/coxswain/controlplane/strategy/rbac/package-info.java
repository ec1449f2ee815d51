/** Roles and their bindings: the shape; who may grant what is a matter of security. */
@NullMarked
package io.coxswain.controlplane.strategy.rbac;

import org.jspecify.annotations.NullMarked;
