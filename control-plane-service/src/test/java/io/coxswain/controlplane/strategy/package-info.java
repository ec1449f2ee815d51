@NullMarked
package io.coxswain.controlplane.strategy;

import org.jspecify.annotations.NullMarked;
