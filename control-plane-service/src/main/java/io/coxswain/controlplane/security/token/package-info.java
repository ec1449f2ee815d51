/** Bearer tokens: of ServiceAccounts, of joining machines, of a file, and of an OpenID Connect issuer. */
@NullMarked
package io.coxswain.controlplane.security.token;

import org.jspecify.annotations.NullMarked;
