/** Network policies, addresses and ranges of Services, ingress classes. */
@NullMarked
package io.coxswain.controlplane.strategy.networking;

import org.jspecify.annotations.NullMarked;
