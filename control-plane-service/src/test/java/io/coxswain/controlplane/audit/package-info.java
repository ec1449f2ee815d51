@NullMarked
package io.coxswain.controlplane.audit;

import org.jspecify.annotations.NullMarked;
