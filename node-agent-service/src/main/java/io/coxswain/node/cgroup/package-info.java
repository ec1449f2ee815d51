/** Control groups as files, of both versions of the kernel's interface: who uses them does not see which. */
@NullMarked
package io.coxswain.node.cgroup;

import org.jspecify.annotations.NullMarked;
