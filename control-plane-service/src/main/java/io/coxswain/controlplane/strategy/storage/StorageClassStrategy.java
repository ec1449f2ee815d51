package io.coxswain.controlplane.strategy.storage;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** StorageClasses: what makes a volume never changes. */
public final class StorageClassStrategy implements Strategy {
    /** The class that every cluster has and that claims get by default: directories of the node that a Pod runs on. */
    public static ObjectNode standard() {
        ObjectNode standard = Json.object();
        Metadata.of(standard)
                .put("name", "standard")
                .putObject("annotations")
                .put("storageclass.kubernetes.io/is-default-class", "true");
        return standard.put("provisioner", LocalPath.PROVISIONER)
                .put("reclaimPolicy", "Delete")
                .put("volumeBindingMode", "WaitForFirstConsumer")
                .put("allowVolumeExpansion", true);
    }

    @Override
    public Kind<?> kind() {
        return Kinds.STORAGE_CLASS;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(object, "reclaimPolicy", "Delete");
        Fields.setDefault(object, "volumeBindingMode", "Immediate");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place storageClass = Place.of(object, errors);
        StorageParameters.driver(storageClass.at("provisioner"));
        StorageParameters.validate(storageClass.at("parameters"), true);
        storageClass.at("reclaimPolicy").oneOf(List.of("Delete", "Retain"));
        storageClass.at("volumeBindingMode").oneOf(List.of("Immediate", "WaitForFirstConsumer"));
        for (Place term : storageClass.each("allowedTopologies")) {
            for (Place expression : term.each("matchLabelExpressions")) {
                expression.at("values").isGiven("");
                expression.at("values").unique(value -> value);
                expression.at("key").form(Names::qualified);
            }
            term.at("matchLabelExpressions").unique(expression -> expression.at("key"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place now = Place.of(object, errors);
        Place before = Place.of(old, errors);
        for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
            StorageParameters.unchanged(now, before, field);
        }
        now.at("volumeBindingMode").unchanged(before.at("volumeBindingMode"));
    }
}
