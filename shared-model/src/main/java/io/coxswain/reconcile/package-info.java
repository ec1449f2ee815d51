/** The runtime of controllers: informers, work queues and the loop that gives each key its passes. */
@NullMarked
package io.coxswain.reconcile;

import org.jspecify.annotations.NullMarked;
