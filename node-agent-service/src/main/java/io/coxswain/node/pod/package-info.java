/**
 * Drives each Pod of the node toward its spec and tells its status. Hides the order of sandbox, volumes, images and
 * containers.
 */
@NullMarked
package io.coxswain.node.pod;

import org.jspecify.annotations.NullMarked;
