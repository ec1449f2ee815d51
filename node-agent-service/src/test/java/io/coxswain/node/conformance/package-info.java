/** The node's part of the conformance suite: Pods as data, each with what must come of it. */
@NullMarked
package io.coxswain.node.conformance;

import org.jspecify.annotations.NullMarked;
