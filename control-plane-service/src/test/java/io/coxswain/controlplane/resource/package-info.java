@NullMarked
package io.coxswain.controlplane.resource;

import org.jspecify.annotations.NullMarked;
