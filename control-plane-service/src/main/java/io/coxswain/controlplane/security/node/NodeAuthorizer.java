package io.coxswain.controlplane.security.node;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Action.OnResource;
import io.coxswain.controlplane.security.Authorizer;
import io.coxswain.controlplane.security.Decision;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Store;
import java.util.Optional;
import java.util.Set;

/**
 * What a node's agent may do: everything about its own Node, Lease and Pods, and reading what these Pods refer to. That
 * it writes only its own is seen to by the admission rule NodeRestriction.
 */
public final class NodeAuthorizer implements Authorizer {
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> CHANGE = Set.of("update", "patch");
    private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");
    private static final String LEASES = "kube-node-lease";

    private final NodeObjects objects;

    public NodeAuthorizer(Store store) {
        this.objects = new NodeObjects(store);
    }

    @Override
    public Decision decide(User user, Action action) {
        Optional<String> node = NodeName.of(user);
        if (node.isEmpty() || !(action instanceof OnResource on)) return Decision.noOpinion();
        return decide(node.get(), on);
    }

    private Decision decide(String node, OnResource on) {
        return switch (on.group() + "/" + on.plural()) {
            case "/secrets" -> reads(node, on, named(on) && objects.refersToSecret(node, namespace(on), name(on)));
            case "/configmaps" ->
                reads(node, on, named(on) && objects.refersToConfigMap(node, namespace(on), name(on)));
            case "/persistentvolumeclaims" -> claim(node, on);
            case "/persistentvolumes" -> volume(node, on);
            case "/serviceaccounts" -> serviceAccount(node, on);
            case "/pods" -> pod(node, on);
            case "/nodes" -> node(node, on);
            case "resource.k8s.io/resourceclaims" ->
                gets(node, on, named(on) && objects.refersToResourceClaim(node, namespace(on), name(on)));
            case "storage.k8s.io/volumeattachments" ->
                gets(node, on, named(on) && objects.isAttachedTo(node, name(on)));
            case "storage.k8s.io/csinodes" -> own(node, on, "CSINode");
            case "coordination.k8s.io/leases" -> lease(node, on);
            default -> NodeRules.allow(on) ? Decision.allow() : Decision.noOpinion();
        };
    }

    private static Decision reads(String node, OnResource on, boolean related) {
        if (!READ.contains(on.verb()) || !on.subresource().isEmpty()) {
            return Decision.noOpinion(() -> "can only read resources of this type");
        }
        return related(node, on, related);
    }

    private static Decision gets(String node, OnResource on, boolean related) {
        if (!on.verb().equals("get") || !on.subresource().isEmpty()) {
            return Decision.noOpinion(() -> "can only get individual resources of this type");
        }
        return related(node, on, related);
    }

    private static Decision related(String node, OnResource on, boolean related) {
        if (!named(on)) return Decision.noOpinion(() -> "No Object name found");
        return related
                ? Decision.allow()
                : Decision.noOpinion(() -> "no relationship found between node '" + node + "' and this object");
    }

    private Decision claim(String node, OnResource on) {
        boolean related = named(on) && objects.refersToClaim(node, namespace(on), name(on));
        if (on.subresource().equals("status")
                && (CHANGE.contains(on.verb()) || on.verb().equals("get"))) {
            return related(node, on, related);
        }
        return gets(node, on, related);
    }

    /** Beyond what a kubelet may: volumes that lie on the node are watched, and let go, by its agent. */
    private Decision volume(String node, OnResource on) {
        if (!on.subresource().isEmpty()) return gets(node, on, false);
        boolean all = on.verb().equals("list") || on.verb().equals("watch");
        if (all && node.equals(on.fields().get("spec.nodeName"))) return Decision.allow();
        if (on.verb().equals("patch")) return related(node, on, named(on) && objects.holdsVolume(node, name(on)));
        return gets(
                node, on, named(on) && (objects.refersToVolume(node, name(on)) || objects.holdsVolume(node, name(on))));
    }

    private Decision serviceAccount(String node, OnResource on) {
        boolean related = named(on) && objects.runsAs(node, namespace(on), name(on));
        boolean token = on.subresource().equals("token") && on.verb().equals("create");
        if (!token && !(on.subresource().isEmpty() && on.verb().equals("get"))) {
            return Decision.noOpinion(() -> "can only create tokens for individual service accounts");
        }
        return related(node, on, related);
    }

    private Decision pod(String node, OnResource on) {
        if (!on.subresource().isEmpty() || !READ.contains(on.verb())) {
            return NodeRules.allow(on) ? Decision.allow() : Decision.noOpinion();
        }
        if (node.equals(on.fields().get("spec.nodeName")) && !on.verb().equals("get")) return Decision.allow();
        if (named(on)) return related(node, on, objects.hasPod(node, namespace(on), name(on)));
        return Decision.noOpinion(() -> "can only list/watch pods with spec.nodeName field selector");
    }

    private static Decision node(String node, OnResource on) {
        boolean creates = on.verb().equals("create") && on.subresource().isEmpty();
        boolean reads = READ.contains(on.verb()) && on.subresource().isEmpty();
        boolean changes = CHANGE.contains(on.verb())
                && (on.subresource().isEmpty() || on.subresource().equals("status"));
        if (creates) return Decision.allow();
        if (!reads && !changes) return Decision.noOpinion();
        if (node.equals(on.name())) return Decision.allow();
        String verb = reads ? "read" : "modify";
        return Decision.noOpinion(() -> "node '" + node + "' cannot " + verb + " '"
                + (named(on) ? name(on) : "all nodes") + "', only its own Node object");
    }

    private static Decision lease(String node, OnResource on) {
        if (!LEASES.equals(on.namespace())) {
            return Decision.noOpinion(() -> "can only access leases in the \"" + LEASES + "\" system namespace");
        }
        return own(node, on, "lease");
    }

    /** One object that has the node's own name. A creation names none in its path; the admission looks at it. */
    private static Decision own(String node, OnResource on, String what) {
        if (!OWN.contains(on.verb())) {
            return Decision.noOpinion(() -> "can only get, create, update, patch, or delete a " + what);
        }
        if (!on.verb().equals("create") && !node.equals(on.name())) {
            return Decision.noOpinion(() -> "can only access " + what + " with the same name as the requesting node");
        }
        return Decision.allow();
    }

    private static boolean named(OnResource on) {
        return on.name() != null && !on.name().isEmpty();
    }

    private static String name(OnResource on) {
        return on.name() == null ? "" : on.name();
    }

    private static String namespace(OnResource on) {
        return on.namespace() == null ? "" : on.namespace();
    }
}
