/** Turns Ingress, Service, EndpointSlice and Secret objects into routes, endpoints and certificates, as they change. */
@NullMarked
package io.coxswain.gateway.watch;

import org.jspecify.annotations.NullMarked;
