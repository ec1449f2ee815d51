/**
 * The cluster's own certificate authority and the certificates it issues to servers, components and users. Hides key
 * formats, file permissions and renewal.
 */
@NullMarked
package io.coxswain.pki;

import org.jspecify.annotations.NullMarked;
