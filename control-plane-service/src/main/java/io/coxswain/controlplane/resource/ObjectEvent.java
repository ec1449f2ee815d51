package io.coxswain.controlplane.resource;

import io.coxswain.client.WatchEvent;

/** One event of a watch. A bookmark's object carries only a resourceVersion. */
public record ObjectEvent(WatchEvent.Type type, Representation object) {}
