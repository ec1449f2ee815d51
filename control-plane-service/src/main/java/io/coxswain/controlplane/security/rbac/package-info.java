/** Role-based access control: rules, who is bound to them, and whether a set of rules covers another. */
@NullMarked
package io.coxswain.controlplane.security.rbac;

import org.jspecify.annotations.NullMarked;
