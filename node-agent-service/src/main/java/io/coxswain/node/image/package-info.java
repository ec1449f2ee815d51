/**
 * Brings images to the node once for all Pods that wait for them. Hides policies, names and the back-off of failed
 * pulls.
 */
@NullMarked
package io.coxswain.node.image;

import org.jspecify.annotations.NullMarked;
