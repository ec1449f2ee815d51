package io.coxswain.gateway.route;

import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.model.ObjectKey;

/**
 * One path of one rule, with where it goes.
 *
 * @param host as in the rule: empty for every host; {@code *.} in front covers exactly one label
 * @param path the normal form of the rule's path; empty for a default backend
 */
public record Route(ObjectKey ingress, String host, PathType pathType, String path, Upstream upstream) {
    @Override
    public String toString() {
        return (host.isEmpty() ? "*" : host) + (path.isEmpty() ? " (default backend)" : path + " (" + pathType + ")")
                + " of Ingress " + ingress + " to " + upstream.backend();
    }
}
