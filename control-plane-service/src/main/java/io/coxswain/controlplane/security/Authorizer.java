package io.coxswain.controlplane.security;

/** One reason to allow an action. */
public interface Authorizer {
    /** False means: not for this reason. What no authorizer allows is forbidden. */
    boolean allows(User user, Action action);
}
