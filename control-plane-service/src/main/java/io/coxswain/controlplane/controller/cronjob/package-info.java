/** Starts Jobs at the times of a schedule, for CronJobs. */
@NullMarked
package io.coxswain.controlplane.controller.cronjob;

import org.jspecify.annotations.NullMarked;
