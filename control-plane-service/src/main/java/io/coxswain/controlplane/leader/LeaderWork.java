package io.coxswain.controlplane.leader;

import io.coxswain.client.Api;
import io.coxswain.reconcile.Controller;
import io.coxswain.reconcile.Informers;
import java.util.function.Function;

/** Something that a leader does, made anew for each term. */
@FunctionalInterface
public interface LeaderWork {
    /**
     * Not started yet.
     *
     * @param apis the API under a component's name, for this term
     * @param informers of this term, shared by all that the leader does
     */
    Controller forTerm(Function<String, Api> apis, Informers informers);
}
