/**
 * Reads and changes kubeconfig files by kubectl's own rules. Hides which file of several an entry belongs to, the lock
 * that clients share, and keeps everything in a file that is not ours as it was.
 */
@NullMarked
package io.coxswain.local.kubeconfig;

import org.jspecify.annotations.NullMarked;
