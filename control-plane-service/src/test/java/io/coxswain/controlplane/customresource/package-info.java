@NullMarked
package io.coxswain.controlplane.customresource;

import org.jspecify.annotations.NullMarked;
