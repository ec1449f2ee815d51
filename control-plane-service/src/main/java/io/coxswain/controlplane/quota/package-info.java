/** What objects count against a ResourceQuota; nothing here reads or writes the store. */
@NullMarked
package io.coxswain.controlplane.quota;

import org.jspecify.annotations.NullMarked;
