/** Where a Service port's traffic can go now: its ready addresses, and the choice among them. */
@NullMarked
package io.coxswain.gateway.endpoint;

import org.jspecify.annotations.NullMarked;
