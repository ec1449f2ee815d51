package io.coxswain.controlplane.conversion;

import java.util.List;

/** The registry of conversions: one for each kind that is a view. */
public final class Conversions {
    public static final List<Conversion> ALL = List.of(new EventConversion(), new HorizontalPodAutoscalerConversion());

    private Conversions() {}
}
