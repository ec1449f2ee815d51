package io.coxswain.controlplane.security;

/** Members of {@code system:masters} may do everything. */
public final class MastersAuthorizer implements Authorizer {
    @Override
    public Decision decide(User user, Action action) {
        return user.in(User.MASTERS) ? Decision.allow() : Decision.noOpinion();
    }
}
