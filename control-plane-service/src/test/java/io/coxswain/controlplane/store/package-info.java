@NullMarked
package io.coxswain.controlplane.store;

import org.jspecify.annotations.NullMarked;
