/** Which request goes to which backend: normalised host and path, and the table that they are looked up in. */
@NullMarked
package io.coxswain.gateway.route;

import org.jspecify.annotations.NullMarked;
