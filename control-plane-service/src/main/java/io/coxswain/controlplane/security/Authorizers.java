package io.coxswain.controlplane.security;

import io.coxswain.controlplane.security.Action.OnPath;
import io.coxswain.controlplane.security.Action.OnResource;
import io.coxswain.status.ApiException;
import java.util.List;

/** The registry of reasons to allow an action, in the order in which they are asked. */
public record Authorizers(List<Authorizer> inOrder) {
    public static Authorizers standard() {
        return new Authorizers(List.of(
                new MastersAuthorizer(), new DiscoveryAuthorizer(), new NodeAuthorizer(), new ComponentAuthorizer()));
    }

    public Authorizers {
        inOrder = List.copyOf(inOrder);
    }

    /** Throws {@code Forbidden} where no authorizer allows the action. */
    public void check(User user, Action action) {
        if (inOrder.stream().noneMatch(authorizer -> authorizer.allows(user, action))) throw refusal(user, action);
    }

    private static ApiException refusal(User user, Action action) {
        return switch (action) {
            case OnPath(String verb, String path) ->
                ApiException.forbiddenPath("User \"" + user.name() + "\" cannot " + verb + " path \"" + path + "\"");
            case OnResource onResource ->
                ApiException.forbidden(
                        onResource.kind(),
                        onResource.name(),
                        "User \"" + user.name() + "\" cannot " + onResource.verb() + " resource \""
                                + onResource.resource() + "\" in API group \""
                                + onResource.kind().group() + "\" "
                                + (onResource.namespace() == null
                                        ? "at the cluster scope"
                                        : "in the namespace \"" + onResource.namespace() + "\""));
        };
    }
}
