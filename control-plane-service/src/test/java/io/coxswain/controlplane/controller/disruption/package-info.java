@NullMarked
package io.coxswain.controlplane.controller.disruption;

import org.jspecify.annotations.NullMarked;
