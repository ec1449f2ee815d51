@NullMarked
package io.coxswain.controlplane.controller.endpoints;

import org.jspecify.annotations.NullMarked;
