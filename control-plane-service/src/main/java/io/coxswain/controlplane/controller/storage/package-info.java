/** Binds claims to volumes, makes volumes for claims that wait for one, and gives back what nobody claims any more. */
@NullMarked
package io.coxswain.controlplane.controller.storage;

import org.jspecify.annotations.NullMarked;
