/** The API as a client sees it. Callers cannot tell whether it answers in process or over the wire. */
@NullMarked
package io.coxswain.client;

import org.jspecify.annotations.NullMarked;
