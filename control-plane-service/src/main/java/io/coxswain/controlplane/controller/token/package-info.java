/** Secrets that hold tokens: filled for ServiceAccounts, deleted when a bootstrap token ends. */
@NullMarked
package io.coxswain.controlplane.controller.token;

import org.jspecify.annotations.NullMarked;
