/**
 * Asks running containers whether they are started, alive and ready. Hides the threads and the counting of failures.
 */
@NullMarked
package io.coxswain.node.probe;

import org.jspecify.annotations.NullMarked;
