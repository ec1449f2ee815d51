/** Who owns what, and whether a cache already shows one's own writes. */
@NullMarked
package io.coxswain.controlplane.controller.owner;

import org.jspecify.annotations.NullMarked;
