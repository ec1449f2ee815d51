package io.coxswain.controlplane.table;

import io.coxswain.controlplane.table.FieldColumns.Cell;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of network policies, addresses and ranges, and of devices. */
final class NetworkColumns {
    private static final int ENDPOINTS_SHOWN = 3;

    private NetworkColumns() {}

    static Columns policies() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text(
                        "Pod-Selector",
                        "The Pods that are selected.",
                        policy -> Cells.selector(policy.at("/spec/podSelector"))),
                Cell.AGE);
    }

    static Columns addresses() {
        return FieldColumns.of(
                Cell.NAME, Cell.text("ParentRef", "Who has the address.", NetworkColumns::parent), Cell.AGE);
    }

    static Columns ranges() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text(
                        "CIDRs",
                        "The ranges of the Services' addresses.",
                        range -> String.join(",", Cells.texts(range.at("/spec/cidrs")))),
                Cell.AGE);
    }

    static Columns endpoints() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("Endpoints", "The addresses behind the Service.", NetworkColumns::backends),
                Cell.AGE);
    }

    static Columns claims() {
        return FieldColumns.of(
                Cell.NAME, Cell.text("State", "What became of the claim.", NetworkColumns::claimState), Cell.AGE);
    }

    static Columns slices() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text(
                        "Node",
                        "The node of the devices.",
                        slice -> Cells.textOr(slice.at("/spec/nodeName"), Cells.UNSET)),
                Cell.text("Driver", "The driver of the devices.", StorageColumns.at("/spec/driver")),
                Cell.text("Pool", "The pool of the devices.", StorageColumns.at("/spec/pool/name")),
                Cell.AGE);
    }

    private static String parent(ObjectNode address) {
        JsonNode parent = address.at("/spec/parentRef");
        if (!parent.isObject()) return Cells.NONE;
        String group = Cells.text(parent.path("group"));
        String namespace = Cells.text(parent.path("namespace"));
        return Cells.text(parent.path("resource"))
                + (group.isEmpty() ? "" : "." + group)
                + (namespace.isEmpty() ? "" : "/" + namespace)
                + "/"
                + Cells.text(parent.path("name"));
    }

    private static String claimState(ObjectNode claim) {
        List<String> states = new ArrayList<>();
        if (claim.at("/metadata/deletionTimestamp").isString()) states.add("deleted");
        if (!claim.at("/status/allocation").isObject()) {
            if (states.isEmpty()) states.add("pending");
        } else {
            states.add("allocated");
            if (!claim.at("/status/reservedFor").isEmpty()) states.add("reserved");
        }
        return String.join(",", states);
    }

    private static String backends(ObjectNode endpoints) {
        List<String> all = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            if (subset.path("ports").isEmpty()) {
                subset.path("addresses").forEach(address -> all.add(Cells.text(address.path("ip"))));
            }
            for (JsonNode port : subset.path("ports")) {
                for (JsonNode address : subset.path("addresses")) {
                    all.add(Cells.text(address.path("ip")) + ":" + Cells.number(port.path("port")));
                }
            }
        }
        return Cells.firstFew(all, ENDPOINTS_SHOWN);
    }
}
