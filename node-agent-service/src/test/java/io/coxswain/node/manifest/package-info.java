/** Tests of static Pods without a cluster. */
@NullMarked
package io.coxswain.node.manifest;

import org.jspecify.annotations.NullMarked;
