package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class EndpointSliceColumns implements Columns {
    private static final int SHOWN = 3;
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("AddressType", "The kind of address that the endpoints have."),
            Column.text("Ports", "The ports of the endpoints."),
            Column.text("Endpoints", "The addresses of the endpoints."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode slice, Instant now) {
        return List.of(
                Metadata.name(slice),
                Cells.text(slice.path("addressType")),
                ports(slice),
                endpoints(slice),
                Cells.age(slice, now));
    }

    private static String ports(ObjectNode slice) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : slice.path("ports")) {
            String name = Cells.textOr(port.path("name"), Cells.UNSET);
            ports.add(port.path("port").isNumber() ? Long.toString(Cells.number(port.path("port"))) : name);
        }
        return ports.isEmpty() ? Cells.UNSET : Cells.firstFew(ports, SHOWN);
    }

    private static String endpoints(ObjectNode slice) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : slice.path("endpoints")) addresses.addAll(Cells.texts(endpoint.path("addresses")));
        return addresses.isEmpty() ? Cells.UNSET : Cells.firstFew(addresses, SHOWN);
    }
}
