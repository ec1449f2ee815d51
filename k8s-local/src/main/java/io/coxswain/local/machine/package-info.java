/** What the launcher asks of the machine: the Docker Engine, processes, and files that others change. */
@NullMarked
package io.coxswain.local.machine;

import org.jspecify.annotations.NullMarked;
