package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class PersistentVolumeClaimColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Status", "Whether it is bound."),
            Column.text("Volume", "The volume that it is bound to."),
            Column.text("Capacity", "How much fits in."),
            Column.text("Access Modes", "How it may be mounted."),
            Column.text("StorageClass", "The class it asks for."),
            Column.text("VolumeAttributesClass", "The attributes it asks for."),
            Column.AGE,
            Column.wide("VolumeMode", "File system or block device."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode claim, Instant now) {
        JsonNode spec = claim.path("spec");
        JsonNode status = claim.path("status");
        boolean bound = !Cells.text(spec.path("volumeName")).isEmpty();
        return List.of(
                Metadata.name(claim),
                Metadata.isTerminating(claim) ? "Terminating" : Cells.text(status.path("phase")),
                Cells.text(spec.path("volumeName")),
                bound ? Cells.text(status.path("capacity").path("storage")) : "",
                bound ? Cells.accessModes(status.path("accessModes")) : "",
                Cells.storageClass(claim),
                Cells.textOr(spec.path("volumeAttributesClassName"), Cells.UNSET),
                Cells.age(claim, now),
                Cells.textOr(spec.path("volumeMode"), Cells.UNSET));
    }
}
