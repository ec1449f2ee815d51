@NullMarked
package io.coxswain.controlplane.controller.cronjob;

import org.jspecify.annotations.NullMarked;
