/** The kubelet's own HTTPS port: what the API server asks of a node. One file a verb. */
@NullMarked
package io.coxswain.node.server;

import org.jspecify.annotations.NullMarked;
