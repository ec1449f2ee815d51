/** Kubernetes' protobuf bodies, turned into the JSON trees that they stand for. */
@NullMarked
package io.coxswain.controlplane.protobuf;

import org.jspecify.annotations.NullMarked;
