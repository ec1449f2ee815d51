/**
 * A profile is one cluster on this machine: its directories, the ports and address ranges it keeps, and the process
 * that runs it. Hides how free ports and ranges are found.
 */
@NullMarked
package io.coxswain.local.profile;

import org.jspecify.annotations.NullMarked;
