/**
 * The ordered steps of a start, and how each is told to the user with its time, also over the border between the server
 * process that runs a step and the command that shows it.
 */
@NullMarked
package io.coxswain.local.step;

import org.jspecify.annotations.NullMarked;
