/** Custom resources: their definitions, and how objects of the kinds that these define are served. */
@NullMarked
package io.coxswain.controlplane.customresource;

import org.jspecify.annotations.NullMarked;
