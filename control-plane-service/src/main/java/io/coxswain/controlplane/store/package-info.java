/**
 * Objects in PostgreSQL: group commit of write units, the change log, and the cache that serves reads and watches.
 * Hides SQL and replication from the API.
 */
@NullMarked
package io.coxswain.controlplane.store;

import org.jspecify.annotations.NullMarked;
