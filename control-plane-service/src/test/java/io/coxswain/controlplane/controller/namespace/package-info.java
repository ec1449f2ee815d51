@NullMarked
package io.coxswain.controlplane.controller.namespace;

import org.jspecify.annotations.NullMarked;
