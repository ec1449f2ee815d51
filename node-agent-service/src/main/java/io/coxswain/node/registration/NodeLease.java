package io.coxswain.node.registration;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ObjectNode;

/** The heartbeat: a Lease that the node renews, far cheaper than a status. */
public final class NodeLease {
    static final int SECONDS = 40;
    private static final String NAMESPACE = "kube-node-lease";
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Api api;
    private final ObjectKey key;

    public NodeLease(Api api, String nodeName) {
        this.api = api;
        this.key = new ObjectKey(NAMESPACE, nodeName);
    }

    /** Made anew when somebody deleted it. */
    public void renew(String nodeUid, Instant now) {
        ObjectNode patch = Json.object();
        patch.putObject("spec")
                .put("holderIdentity", key.name())
                .put("leaseDurationSeconds", SECONDS)
                .put("renewTime", MICRO.format(now));
        try {
            api.patch(Kinds.LEASE, key, PatchType.MERGE, patch, null);
        } catch (ApiException refused) {
            if (!refused.is(Reason.NotFound)) throw refused;
            api.create(Kinds.LEASE, lease(patch, nodeUid));
        }
    }

    private ObjectNode lease(ObjectNode patch, String nodeUid) {
        ObjectNode lease = Json.object().put("kind", "Lease").put("apiVersion", "coordination.k8s.io/v1");
        ObjectNode metadata =
                lease.putObject("metadata").put("name", key.name()).put("namespace", NAMESPACE);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", key.name())
                .put("uid", nodeUid);
        lease.set("spec", patch.path("spec").deepCopy());
        return lease;
    }
}
