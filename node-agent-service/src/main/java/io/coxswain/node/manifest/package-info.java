/** Static Pods: what a directory of manifests says that a node runs, and how the API is shown it. */
@NullMarked
package io.coxswain.node.manifest;

import org.jspecify.annotations.NullMarked;
