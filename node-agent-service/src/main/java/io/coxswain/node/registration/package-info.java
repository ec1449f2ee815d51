/** Makes the machine a Node of the cluster and keeps its status and heartbeat current. */
@NullMarked
package io.coxswain.node.registration;

import org.jspecify.annotations.NullMarked;
