@NullMarked
package io.coxswain.controlplane.fairness;

import org.jspecify.annotations.NullMarked;
