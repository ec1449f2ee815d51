/** The Pod Security Standards: what a Pod may ask for at the levels baseline and restricted. */
@NullMarked
package io.coxswain.controlplane.podsecurity;

import org.jspecify.annotations.NullMarked;
