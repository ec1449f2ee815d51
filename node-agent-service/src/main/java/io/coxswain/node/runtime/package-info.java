/**
 * What the node agent asks of a container engine, and Docker's answer to it. Hides docker-java and the engine's socket.
 */
@NullMarked
package io.coxswain.node.runtime;

import org.jspecify.annotations.NullMarked;
