/** ClusterRoles that take over the rules of others. */
@NullMarked
package io.coxswain.controlplane.controller.role;

import org.jspecify.annotations.NullMarked;
