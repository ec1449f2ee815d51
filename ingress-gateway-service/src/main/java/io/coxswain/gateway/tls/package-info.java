/** Which certificate a client is shown: chosen by the name it asks for, taken from Secrets, replaced while running. */
@NullMarked
package io.coxswain.gateway.tls;

import org.jspecify.annotations.NullMarked;
