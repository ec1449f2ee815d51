/** The wire: request lines, content negotiation, bodies, streams, discovery and health. */
@NullMarked
package io.coxswain.controlplane.http;

import org.jspecify.annotations.NullMarked;
