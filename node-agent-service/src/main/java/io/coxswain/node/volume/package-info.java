/** Makes the volumes of a Pod on the node and keeps their content current. Hides mounts and atomic replacement. */
@NullMarked
package io.coxswain.node.volume;

import org.jspecify.annotations.NullMarked;
