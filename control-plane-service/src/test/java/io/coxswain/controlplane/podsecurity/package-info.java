/** Tests of the Pod Security Standards. */
@NullMarked
package io.coxswain.controlplane.podsecurity;

import org.jspecify.annotations.NullMarked;
