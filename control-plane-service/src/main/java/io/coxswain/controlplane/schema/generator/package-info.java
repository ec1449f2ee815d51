/** Runs in the build only: writes the schema resources that {@link io.coxswain.controlplane.schema.Schemas} reads. */
@NullMarked
package io.coxswain.controlplane.schema.generator;

import org.jspecify.annotations.NullMarked;
