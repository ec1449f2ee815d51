package io.coxswain.controlplane.admission;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/** A control plane with its controllers, and namespaces to try rules in. */
final class AdmissionCluster implements AutoCloseable {
    private final TestControlPlane controlPlane = TestControlPlane.start();
    private final AtomicInteger number = new AtomicInteger();
    final WireApi api = WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "admission-test");

    TestControlPlane controlPlane() {
        return controlPlane;
    }

    /** A new namespace. */
    String namespace() {
        String name = "ns-" + number.incrementAndGet();
        create(Kinds.NAMESPACE, null, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        return name;
    }

    ObjectNode create(Kind<?> kind, @org.jspecify.annotations.Nullable String namespace, String json) {
        ObjectNode object = Json.parseObject(json);
        if (namespace != null) ((ObjectNode) object.path("metadata")).put("namespace", namespace);
        object.put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        return api.create(kind, object);
    }

    /** A Pod of one container {@code c} with these resources. */
    ObjectNode pod(String namespace, String name, String resources, String moreSpec) {
        return create(Kinds.POD, namespace, """
                {"metadata": {"name": "%s"},
                 "spec": {"containers": [{"name": "c", "image": "busybox", "resources": %s}]%s}}
                """.formatted(name, resources, moreSpec));
    }

    @Override
    public void close() {
        api.close();
        controlPlane.close();
    }
}
