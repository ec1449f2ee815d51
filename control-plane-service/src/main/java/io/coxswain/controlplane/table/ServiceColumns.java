package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ServiceColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Type", "How the Service is exposed."),
            Column.text("Cluster-IP", "The address of the Service within the cluster."),
            Column.text("External-IP", "The addresses of the Service for clients outside the cluster."),
            Column.text("Port(s)", "The ports of the Service."),
            Column.AGE,
            Column.wide("Selector", "The labels of the Pods that the Service reaches."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode service, Instant now) {
        JsonNode spec = service.path("spec");
        return List.of(
                Metadata.name(service),
                Cells.text(spec.path("type")),
                clusterAddress(spec),
                externalAddresses(service),
                ports(spec),
                Cells.age(service, now),
                Cells.labels(spec.path("selector")));
    }

    private static String clusterAddress(JsonNode spec) {
        String first = Cells.text(spec.path("clusterIPs").path(0));
        return first.isEmpty() ? Cells.textOr(spec.path("clusterIP"), Cells.NONE) : first;
    }

    private static String externalAddresses(ObjectNode service) {
        JsonNode spec = service.path("spec");
        List<String> external = Cells.texts(spec.path("externalIPs"));
        return switch (Cells.text(spec.path("type"))) {
            case "LoadBalancer" -> {
                var all = new TreeSet<String>();
                for (JsonNode ingress :
                        service.path("status").path("loadBalancer").path("ingress")) {
                    all.add(Cells.textOr(ingress.path("ip"), Cells.text(ingress.path("hostname"))));
                }
                all.remove("");
                List<String> addresses = new ArrayList<>(all);
                addresses.addAll(external);
                yield addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            }
            case "ExternalName" -> Cells.text(spec.path("externalName"));
            default -> external.isEmpty() ? Cells.NONE : String.join(",", external);
        };
    }

    private static String ports(JsonNode spec) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            long nodePort = Cells.number(port.path("nodePort"));
            ports.add(Cells.number(port.path("port")) + (nodePort > 0 ? ":" + nodePort : "") + "/"
                    + Cells.text(port.path("protocol")));
        }
        return ports.isEmpty() ? Cells.NONE : String.join(",", ports);
    }
}
