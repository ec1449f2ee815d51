@NullMarked
package io.coxswain.controlplane.controller.garbage;

import org.jspecify.annotations.NullMarked;
