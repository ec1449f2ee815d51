/** What the containers, Pods and the node use of the machine, read from the kernel's files when somebody asks. */
@NullMarked
package io.coxswain.node.stats;

import org.jspecify.annotations.NullMarked;
