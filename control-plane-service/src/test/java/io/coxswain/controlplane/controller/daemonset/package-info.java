@NullMarked
package io.coxswain.controlplane.controller.daemonset;

import org.jspecify.annotations.NullMarked;
