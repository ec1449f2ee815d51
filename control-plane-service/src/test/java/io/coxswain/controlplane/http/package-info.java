@NullMarked
package io.coxswain.controlplane.http;

import org.jspecify.annotations.NullMarked;
