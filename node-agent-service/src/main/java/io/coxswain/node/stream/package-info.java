/**
 * Several streams of bytes over one connection. Hides SPDY, which clients speak inside an upgraded connection or a
 * WebSocket.
 */
@NullMarked
package io.coxswain.node.stream;

import org.jspecify.annotations.NullMarked;
