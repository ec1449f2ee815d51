@NullMarked
package io.coxswain.controlplane.controller.statefulset;

import org.jspecify.annotations.NullMarked;
