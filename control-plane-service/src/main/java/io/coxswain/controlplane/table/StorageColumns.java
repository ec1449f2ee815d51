package io.coxswain.controlplane.table;

import io.coxswain.controlplane.table.FieldColumns.Cell;
import io.coxswain.json.Metadata;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of the storage group. */
final class StorageColumns {
    private static final List<String> DEFAULT_CLASS =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private StorageColumns() {}

    static Columns storageClasses() {
        return FieldColumns.of(
                new Cell(Column.NAME, (storageClass, now) -> className(storageClass)),
                Cell.text("Provisioner", "The driver that makes volumes.", field("provisioner")),
                Cell.text(
                        "ReclaimPolicy",
                        "What becomes of a volume that is released.",
                        storageClass -> Cells.textOr(storageClass.path("reclaimPolicy"), "Delete")),
                Cell.text(
                        "VolumeBindingMode",
                        "When a volume is bound.",
                        storageClass -> Cells.textOr(storageClass.path("volumeBindingMode"), Cells.UNSET)),
                Cell.text(
                        "AllowVolumeExpansion",
                        "Whether a volume may grow.",
                        storageClass ->
                                storageClass.path("allowVolumeExpansion").asBoolean(false)),
                Cell.AGE);
    }

    static Columns volumeAttributesClasses() {
        return FieldColumns.of(
                Cell.NAME, Cell.text("DriverName", "The driver of the volumes.", field("driverName")), Cell.AGE);
    }

    static Columns volumeAttachments() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("Attacher", "The driver that attaches.", at("/spec/attacher")),
                Cell.text("PV", "The volume.", at("/spec/source/persistentVolumeName")),
                Cell.text("Node", "The node.", at("/spec/nodeName")),
                Cell.text(
                        "Attached",
                        "Whether it is done.",
                        attachment -> attachment.at("/status/attached").asBoolean(false)),
                Cell.AGE);
    }

    static Columns drivers() {
        return FieldColumns.of(
                Cell.NAME,
                flag("AttachRequired", "attachRequired", true),
                flag("PodInfoOnMount", "podInfoOnMount", false),
                flag("StorageCapacity", "storageCapacity", false),
                Cell.text("TokenRequests", "The audiences of the tokens that the driver asks for.", driver -> {
                    List<String> audiences = new ArrayList<>();
                    driver.at("/spec/tokenRequests")
                            .forEach(request -> audiences.add(Cells.text(request.path("audience"))));
                    return audiences.isEmpty() ? Cells.UNSET : String.join(",", audiences);
                }),
                flag("RequiresRepublish", "requiresRepublish", false),
                Cell.text("Modes", "The lives that a volume of the driver may have.", driver -> {
                    List<String> modes = Cells.texts(driver.at("/spec/volumeLifecycleModes"));
                    return modes.isEmpty() ? Cells.NONE : String.join(",", modes);
                }),
                Cell.AGE);
    }

    static Columns nodes() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.number(
                        "Drivers",
                        "How many drivers the node has.",
                        node -> node.at("/spec/drivers").size()),
                Cell.AGE);
    }

    static Columns capacities() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text("StorageClassName", "The class of the volumes.", field("storageClassName")),
                Cell.text(
                        "Capacity",
                        "How much is left.",
                        capacity -> Cells.textOr(capacity.path("capacity"), Cells.UNSET)));
    }

    private static Cell flag(String name, String field, boolean otherwise) {
        return new Cell(
                new Column(name, "boolean", "", "What the driver says of itself.", 0),
                (driver, now) -> driver.path("spec").path(field).asBoolean(otherwise));
    }

    private static String className(ObjectNode storageClass) {
        boolean standard = DEFAULT_CLASS.stream()
                .anyMatch(
                        key -> "true".equals(Metadata.annotations(storageClass).get(key)));
        return Metadata.name(storageClass) + (standard ? " (default)" : "");
    }

    static java.util.function.Function<ObjectNode, Object> field(String name) {
        return object -> Cells.text(object.path(name));
    }

    static java.util.function.Function<ObjectNode, Object> at(String pointer) {
        return object -> {
            JsonNode value = object.at(pointer);
            return Cells.text(value);
        };
    }
}
