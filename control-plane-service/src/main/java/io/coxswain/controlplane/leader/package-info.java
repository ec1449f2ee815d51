/**
 * One of several replicas acts at a time: whoever holds the Lease runs controllers and scheduler, and stops before
 * another may take it over.
 */
@NullMarked
package io.coxswain.controlplane.leader;

import org.jspecify.annotations.NullMarked;
