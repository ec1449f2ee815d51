package io.coxswain.controlplane.strategy;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the nodes of this cluster do not do for a Service although the API takes it. */
final class ServiceWarnings {
    private ServiceWarnings() {}

    static List<String> of(ObjectNode spec) {
        List<String> warnings = new ArrayList<>();
        if (Fields.text(spec, "type").equals("LoadBalancer")) {
            warnings.add(
                    "spec.type: this cluster has no load balancer of its own: status.loadBalancer stays empty unless"
                            + " another controller fills it");
        }
        if (!spec.path("externalIPs").isEmpty()) {
            warnings.add("spec.externalIPs: the nodes of this cluster do not answer at external addresses");
        }
        if (!spec.path("loadBalancerSourceRanges").isEmpty()) {
            warnings.add("spec.loadBalancerSourceRanges: the nodes of this cluster do not filter by source");
        }
        if (Fields.text(spec, "externalTrafficPolicy").equals("Local")
                && Fields.text(spec, "type").equals("LoadBalancer")) {
            warnings.add("spec.healthCheckNodePort: the nodes of this cluster do not answer health checks for it");
        }
        if (Fields.has(spec, "trafficDistribution")) {
            warnings.add("spec.trafficDistribution: the nodes of this cluster spread traffic over all endpoints");
        }
        int at = 0;
        for (ObjectNode port : Fields.objects(spec, "ports")) {
            if (Fields.text(port, "protocol").equals("SCTP")) {
                warnings.add("spec.ports[" + at + "].protocol: the nodes of this cluster do not forward SCTP");
            }
            at++;
        }
        return warnings;
    }
}
