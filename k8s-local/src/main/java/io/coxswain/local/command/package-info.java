/**
 * The verbs of the {@code coxswain} command line, one file each, listed in {@link io.coxswain.local.command.Commands}.
 */
@NullMarked
package io.coxswain.local.command;

import org.jspecify.annotations.NullMarked;
