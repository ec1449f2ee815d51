/** Runs Pods until enough of them have succeeded, for Jobs, and counts each of them exactly once. */
@NullMarked
package io.coxswain.controlplane.controller.job;

import org.jspecify.annotations.NullMarked;
