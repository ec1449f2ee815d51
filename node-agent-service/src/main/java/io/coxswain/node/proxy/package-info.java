/** The service proxy: Services and their endpoints as one nftables table of the node's namespace. */
@NullMarked
package io.coxswain.node.proxy;

import org.jspecify.annotations.NullMarked;
