/**
 * Errors as the Kubernetes API words them: reasons with their HTTP codes, field errors, and the exception that carries
 * a Status.
 */
@NullMarked
package io.coxswain.status;

import org.jspecify.annotations.NullMarked;
