@NullMarked
package io.coxswain.controlplane.controller.job;

import org.jspecify.annotations.NullMarked;
