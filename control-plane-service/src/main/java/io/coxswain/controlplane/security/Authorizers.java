package io.coxswain.controlplane.security;

import io.coxswain.controlplane.security.Action.OnPath;
import io.coxswain.controlplane.security.Action.OnResource;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;

/** The registry of sources of rights, in the order in which they are asked. */
public record Authorizers(List<Authorizer> inOrder) {
    public Authorizers {
        inOrder = List.copyOf(inOrder);
    }

    /** Of the first authorizer that allows the action; else all reasons against it. */
    public Decision decide(User user, Action action) {
        List<Decision> against = new ArrayList<>(inOrder.size());
        for (Authorizer authorizer : inOrder) {
            Decision decision = authorizer.decide(user, action);
            if (decision.allowed()) return decision;
            against.add(decision);
        }
        return Decision.noOpinion(() -> String.join(
                "\n",
                against.stream()
                        .map(Decision::reason)
                        .filter(reason -> !reason.isEmpty())
                        .toList()));
    }

    public boolean allows(User user, Action action) {
        return decide(user, action).allowed();
    }

    /** Throws {@code Forbidden} where no authorizer allows the action. */
    public void check(User user, Action action) {
        Decision decision = decide(user, action);
        if (!decision.allowed()) throw refusal(user, action, decision.reason());
    }

    private static ApiException refusal(User user, Action action, String reason) {
        String who = "User \"" + user.name() + "\" cannot " + action.verb();
        String why = reason.isEmpty() ? "" : ": " + reason;
        return switch (action) {
            case OnPath(String _, String path) -> ApiException.forbiddenPath(who + " path \"" + path + "\"" + why);
            case OnResource onResource ->
                ApiException.forbidden(
                        onResource.group(),
                        onResource.plural(),
                        onResource.name(),
                        who + " resource \"" + onResource.resource() + "\" in API group \"" + onResource.group() + "\" "
                                + (onResource.namespace() == null
                                        ? "at the cluster scope"
                                        : "in the namespace \"" + onResource.namespace() + "\"")
                                + why);
        };
    }
}
