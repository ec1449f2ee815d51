/** What {@code kubectl get} shows: the columns of each kind, and objects cut down to their metadata. */
@NullMarked
package io.coxswain.controlplane.table;

import org.jspecify.annotations.NullMarked;
