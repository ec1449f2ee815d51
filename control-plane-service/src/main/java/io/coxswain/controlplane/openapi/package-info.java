/** OpenAPI v3 documents of the kinds that are served, made from the schema. */
@NullMarked
package io.coxswain.controlplane.openapi;

import org.jspecify.annotations.NullMarked;
