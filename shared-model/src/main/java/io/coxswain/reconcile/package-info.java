/**
 * The runtime of controllers, read in this order: an {@link io.coxswain.reconcile.Informer} keeps a cache in step with
 * the API and tells changes, {@link io.coxswain.reconcile.Watches} turns a change into keys, a
 * {@link io.coxswain.reconcile.WorkQueue} holds the keys until they are due, and a
 * {@link io.coxswain.reconcile.ControllerLoop} gives each its pass of a {@link io.coxswain.reconcile.Reconciler}.
 */
@NullMarked
package io.coxswain.reconcile;

import org.jspecify.annotations.NullMarked;
