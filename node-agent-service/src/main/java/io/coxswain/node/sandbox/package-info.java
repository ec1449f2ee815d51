/** The pause program and image that hold the namespaces of Pods and nodes. */
@NullMarked
package io.coxswain.node.sandbox;

import org.jspecify.annotations.NullMarked;
