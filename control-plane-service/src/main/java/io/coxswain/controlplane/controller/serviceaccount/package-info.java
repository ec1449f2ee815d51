/** Gives each namespace its default ServiceAccount and the certificate of the cluster's authority. */
@NullMarked
package io.coxswain.controlplane.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;
