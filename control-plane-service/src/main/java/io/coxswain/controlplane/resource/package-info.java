/** Reads and writes of objects of every kind: one generic path, with a strategy where a kind differs. */
@NullMarked
package io.coxswain.controlplane.resource;

import org.jspecify.annotations.NullMarked;
