package io.coxswain.controlplane.controller.autoscaling;

import io.coxswain.controlplane.schema.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Pods use and request of a resource, in thousandths. */
final class ResourceFigures {
    private ResourceFigures() {}

    /** {@code container} is empty for all of a Pod. Only the Pods of the workload count. */
    static PodValues used(List<ObjectNode> metrics, List<Pod> pods, String resource, String container)
            throws MetricFault {
        var names = pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
        var milli = new HashMap<String, Long>();
        Instant at = Instant.EPOCH;
        Duration window = Duration.ZERO;
        for (ObjectNode one : metrics) {
            String pod = one.at("/metadata/name").asString("");
            if (!names.contains(pod)) continue;
            long sum = 0;
            boolean found = container.isEmpty();
            for (JsonNode part : one.path("containers")) {
                boolean counts = container.isEmpty()
                        || container.equals(part.path("name").asString(""));
                String text = part.path("usage").path(resource).asString("");
                if (!counts || text.isEmpty()) continue;
                found = true;
                sum += milli(text);
            }
            if (!found)
                throw new MetricFault(
                        "",
                        "container " + container + " not present in metrics for pod "
                                + one.at("/metadata/namespace").asString("") + "/" + pod);
            milli.put(pod, sum);
            at = Instant.parse(one.path("timestamp").asString(""));
            window = Duration.parse("PT" + one.path("window").asString(""));
        }
        if (milli.isEmpty()) throw new MetricFault("", "no metrics returned from resource metrics API");
        return new PodValues(milli, at, window);
    }

    /** Throws where a container requests nothing, since a share of nothing is no figure. */
    static Map<String, Long> requested(List<Pod> pods, String resource, String container) throws MetricFault {
        var requests = new HashMap<String, Long>();
        for (Pod pod : pods) {
            long sum = 0;
            for (Container one : longRunning(pod)) {
                if (!container.isEmpty() && !container.equals(one.getName())) continue;
                var requested =
                        one.getResources() == null ? null : one.getResources().getRequests();
                var amount = requested == null ? null : requested.get(resource);
                if (amount == null)
                    throw new MetricFault(
                            "",
                            "missing request for " + resource + " in container " + one.getName() + " of Pod "
                                    + pod.getMetadata().getName());
                sum += milli(amount.toString());
            }
            requests.put(pod.getMetadata().getName(), sum);
        }
        return requests;
    }

    private static List<Container> longRunning(Pod pod) {
        return Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream()
                                .filter(init -> Objects.equals(init.getRestartPolicy(), "Always")))
                .toList();
    }

    static long milli(String quantity) {
        return Quantity.amount(quantity)
                .multiply(BigDecimal.valueOf(1000))
                .setScale(0, RoundingMode.CEILING)
                .longValue();
    }

    /** As Kubernetes writes it: whole numbers plain, others in thousandths. */
    static String text(long milli) {
        return milli % 1000 == 0 ? Long.toString(milli / 1000) : milli + "m";
    }
}
