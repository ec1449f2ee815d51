/**
 * Cluster DNS, answered by every node itself at the cluster's DNS address: names of Services and Pods from the
 * informers, all others from the servers that the host uses.
 */
@NullMarked
package io.coxswain.node.dns;

import org.jspecify.annotations.NullMarked;
