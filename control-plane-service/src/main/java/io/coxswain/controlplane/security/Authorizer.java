package io.coxswain.controlplane.security;

/** One source of rights. */
public interface Authorizer {
    /** What it does not allow, another may; what none allows is forbidden. */
    Decision decide(User user, Action action);
}
