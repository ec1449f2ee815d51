@NullMarked
package io.coxswain.controlplane.builtin;

import org.jspecify.annotations.NullMarked;
