@NullMarked
package io.coxswain.controlplane.admission;

import org.jspecify.annotations.NullMarked;
