/** The node agent: the wiring of its parts and the application that runs them. */
@NullMarked
package io.coxswain.node;

import org.jspecify.annotations.NullMarked;
