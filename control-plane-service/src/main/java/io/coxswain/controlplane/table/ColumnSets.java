package io.coxswain.controlplane.table;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry of columns. A kind that is not here shows its name and age. */
public final class ColumnSets {
    private static final Map<Kind<?>, Columns> ALL = all();
    private static final Columns DEFAULT = new DefaultColumns();

    private ColumnSets() {}

    public static Columns of(Kind<?> kind) {
        return ALL.getOrDefault(kind, DEFAULT);
    }

    private static Map<Kind<?>, Columns> all() {
        var all = new LinkedHashMap<Kind<?>, Columns>();
        all.put(Kinds.CONFIG_MAP, new ConfigMapColumns());
        all.put(Kinds.EVENT, new EventColumns());
        all.put(Kinds.NAMESPACE, new NamespaceColumns());
        all.put(Kinds.NODE, new NodeColumns());
        all.put(Kinds.POD, new PodColumns());
        all.put(Kinds.SECRET, new SecretColumns());
        all.put(Kinds.SERVICE, new ServiceColumns());
        all.put(Kinds.DEPLOYMENT, new DeploymentColumns());
        all.put(Kinds.REPLICA_SET, new ReplicaSetColumns());
        all.put(Kinds.LEASE, new LeaseColumns());
        all.put(Kinds.ENDPOINT_SLICE, new EndpointSliceColumns());
        all.put(Kinds.INGRESS, new IngressColumns());
        all.put(Kinds.INGRESS_CLASS, new IngressClassColumns());
        return all;
    }
}
