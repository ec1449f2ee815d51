package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class PersistentVolumeColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Capacity", "How much fits in."),
            Column.text("Access Modes", "How it may be mounted."),
            Column.text("Reclaim Policy", "What becomes of it when its claim is gone."),
            Column.text("Status", "Whether it is bound."),
            Column.text("Claim", "The claim that it is bound to."),
            Column.text("StorageClass", "The class it belongs to."),
            Column.text("VolumeAttributesClass", "The attributes it was given."),
            Column.text("Reason", "Why it failed."),
            Column.AGE,
            Column.wide("VolumeMode", "File system or block device."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode volume, Instant now) {
        JsonNode spec = volume.path("spec");
        JsonNode status = volume.path("status");
        JsonNode claim = spec.path("claimRef");
        String phase = Cells.text(status.path("phase"));
        return List.of(
                Metadata.name(volume),
                Cells.text(spec.path("capacity").path("storage")),
                Cells.accessModes(spec.path("accessModes")),
                Cells.text(spec.path("persistentVolumeReclaimPolicy")),
                Metadata.isTerminating(volume) ? "Terminating" : phase,
                claim.isObject() ? Cells.text(claim.path("namespace")) + "/" + Cells.text(claim.path("name")) : "",
                Cells.storageClass(volume),
                Cells.textOr(spec.path("volumeAttributesClassName"), Cells.UNSET),
                Cells.text(status.path("reason")),
                Cells.age(volume, now),
                Cells.textOr(spec.path("volumeMode"), Cells.UNSET));
    }
}
