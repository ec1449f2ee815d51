/** Encryption of Secrets at rest: keys, the form of sealed bodies, and the rotation of keys. */
@NullMarked
package io.coxswain.controlplane.encryption;

import org.jspecify.annotations.NullMarked;
