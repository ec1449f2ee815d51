/** Test support: a real database for each test. */
@NullMarked
package io.coxswain.controlplane;

import org.jspecify.annotations.NullMarked;
