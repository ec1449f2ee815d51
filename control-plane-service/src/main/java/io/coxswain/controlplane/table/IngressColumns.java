package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class IngressColumns implements Columns {
    private static final int HOSTS_SHOWN = 3;
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text(
                    "Class", "The name of the IngressClass resource that should be used for additional configuration"),
            Column.text("Hosts", "Hosts that incoming requests are matched against before the ingress rule"),
            Column.text("Address", "Address is a list containing ingress points for the load-balancer"),
            Column.text("Ports", "Ports of TLS configurations that open"),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode ingress, Instant now) {
        JsonNode spec = ingress.path("spec");
        return List.of(
                Metadata.name(ingress),
                Cells.textOr(spec.path("ingressClassName"), Cells.NONE),
                hosts(spec),
                addresses(ingress),
                spec.path("tls").isEmpty() ? "80" : "80, 443",
                Cells.age(ingress, now));
    }

    private static String hosts(JsonNode spec) {
        List<String> hosts = new ArrayList<>();
        int rules = 0;
        for (JsonNode rule : spec.path("rules")) {
            if (!rule.path("http").isObject()) continue;
            rules++;
            String host = Cells.text(rule.path("host"));
            if (!host.isEmpty()) hosts.add(host);
        }
        if (hosts.isEmpty()) return "*";
        int shown = Math.min(HOSTS_SHOWN, hosts.size());
        String text = String.join(",", hosts.subList(0, shown));
        return hosts.size() > HOSTS_SHOWN ? text + " + " + (rules - HOSTS_SHOWN) + " more..." : text;
    }

    private static String addresses(ObjectNode ingress) {
        var addresses = new LinkedHashSet<String>();
        for (JsonNode point : ingress.path("status").path("loadBalancer").path("ingress")) {
            String address = Cells.textOr(point.path("ip"), Cells.text(point.path("hostname")));
            if (!address.isEmpty()) addresses.add(address);
        }
        return String.join(",", addresses);
    }
}
