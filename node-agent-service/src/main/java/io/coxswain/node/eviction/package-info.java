/** Keeps a node from running out of memory, disk and process ids: what is short, since when, and what it calls for. */
@NullMarked
package io.coxswain.node.eviction;

import org.jspecify.annotations.NullMarked;
