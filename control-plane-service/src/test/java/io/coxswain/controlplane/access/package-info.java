@NullMarked
package io.coxswain.controlplane.access;

import org.jspecify.annotations.NullMarked;
