/** The kernel interfaces that Java lacks: network namespaces, netlink and nftables, by the foreign-function API. */
@NullMarked
package io.coxswain.node.linux;

import org.jspecify.annotations.NullMarked;
