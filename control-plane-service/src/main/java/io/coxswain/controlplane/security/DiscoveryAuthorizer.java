package io.coxswain.controlplane.security;

import java.util.List;

/** Every authenticated user may read discovery, version, health and the OpenAPI documents. */
public final class DiscoveryAuthorizer implements Authorizer {
    private static final List<String> OPEN =
            List.of("/api", "/apis", "/openapi", "/version", "/healthz", "/livez", "/readyz");

    @Override
    public boolean allows(User user, Action action) {
        return action instanceof Action.OnPath(String verb, String path)
                && verb.equals("get")
                && user.in(User.AUTHENTICATED)
                && OPEN.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"));
    }
}
