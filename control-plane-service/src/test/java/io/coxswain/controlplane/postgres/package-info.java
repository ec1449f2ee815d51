@NullMarked
package io.coxswain.controlplane.postgres;

import org.jspecify.annotations.NullMarked;
