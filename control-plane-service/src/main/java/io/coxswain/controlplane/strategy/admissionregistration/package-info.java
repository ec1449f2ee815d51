/** Webhook configurations and admission policies. */
@NullMarked
package io.coxswain.controlplane.strategy.admissionregistration;

import org.jspecify.annotations.NullMarked;
