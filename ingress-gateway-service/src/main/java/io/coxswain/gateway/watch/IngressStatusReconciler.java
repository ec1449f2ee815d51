package io.coxswain.gateway.watch;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the gateway's address to the status of its Ingress objects, and takes back what it wrote to one it lost. */
public final class IngressStatusReconciler implements Reconciler<Ingress> {
    private final Api api;
    private final Informer<Ingress> ingresses;
    private final Informer<IngressClass> classes;
    private final String address;
    private final Set<ObjectKey> written = ConcurrentHashMap.newKeySet();

    /** {@code address} is what clients reach the gateway by. */
    public IngressStatusReconciler(Api api, Informers informers, String address) {
        this.api = api;
        this.ingresses = informers.of(Kinds.INGRESS);
        this.classes = informers.of(Kinds.INGRESS_CLASS);
        this.address = address;
    }

    @Override
    public Watches<Ingress> watches() {
        return Watches.of(Kinds.INGRESS)
                .wokenBy(
                        Kinds.INGRESS_CLASS,
                        any -> ingresses.list(null).stream().map(ObjectKey::of));
    }

    @Override
    public Outcome reconcile(Ingress ingress) {
        ObjectKey key = ObjectKey.of(ingress);
        boolean shown = isShown(ingress);
        if (IngressClasses.of(classes.list(null)).include(ingress)) {
            if (!shown) write(key, true);
            written.add(key);
        } else if (written.remove(key) && shown) {
            write(key, false);
        }
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        written.remove(key);
        return Outcome.settled();
    }

    private boolean isShown(Ingress ingress) {
        if (ingress.getStatus() == null || ingress.getStatus().getLoadBalancer() == null) return false;
        List<IngressLoadBalancerIngress> points =
                ingress.getStatus().getLoadBalancer().getIngress();
        return points != null
                && points.size() == 1
                && Objects.equals(points.getFirst().getIp(), address);
    }

    private void write(ObjectKey key, boolean show) {
        ObjectNode patch = Json.object();
        ArrayNode points = patch.putObject("status").putObject("loadBalancer").putArray("ingress");
        if (show) points.addObject().put("ip", address);
        api.patch(Kinds.INGRESS, key, PatchType.MERGE, patch, "status");
    }
}
