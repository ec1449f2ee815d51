/**
 * The read model for people: how many objects there are and how one came to be, by JPA over SQL views of the store.
 * Never written to, never on the path of an API request.
 */
@NullMarked
package io.coxswain.controlplane.history;

import org.jspecify.annotations.NullMarked;
