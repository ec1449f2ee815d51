package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.model.LabelSelector;
import io.coxswain.model.LabelSelector.Requirement;
import java.util.List;
import java.util.Set;

/** Label selectors with a meaning of their own. */
final class Selectors {
    /** What an absent selector picks. */
    static final LabelSelector NOTHING = new LabelSelector(List.of(new Requirement.In("", Set.of())));

    private Selectors() {}
}
