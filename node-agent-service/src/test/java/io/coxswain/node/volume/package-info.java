/** Tests of volumes without a cluster. */
@NullMarked
package io.coxswain.node.volume;

import org.jspecify.annotations.NullMarked;
