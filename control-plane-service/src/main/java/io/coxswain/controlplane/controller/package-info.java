/**
 * The controllers of the control plane, listed in {@link io.coxswain.controlplane.controller.Controllers}. They see the
 * cluster only through the Api and informers, so they can run in a process of their own.
 */
@NullMarked
package io.coxswain.controlplane.controller;

import org.jspecify.annotations.NullMarked;
