/** The ingress gateway: watches Ingress objects and carries their traffic to Pods. */
@NullMarked
package io.coxswain.gateway;

import org.jspecify.annotations.NullMarked;
