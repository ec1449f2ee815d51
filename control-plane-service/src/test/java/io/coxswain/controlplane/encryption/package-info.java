@NullMarked
package io.coxswain.controlplane.encryption;

import org.jspecify.annotations.NullMarked;
