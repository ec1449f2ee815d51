/** Gives nodes their Pod addresses, and tells when a node has fallen silent. */
@NullMarked
package io.coxswain.controlplane.controller.node;

import org.jspecify.annotations.NullMarked;
