@NullMarked
package io.coxswain.controlplane.history;

import org.jspecify.annotations.NullMarked;
