@NullMarked
package io.coxswain.controlplane.tunnel;

import org.jspecify.annotations.NullMarked;
