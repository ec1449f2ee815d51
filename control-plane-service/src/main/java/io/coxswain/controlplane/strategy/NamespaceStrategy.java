package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces: they go only when {@code spec.finalizers} is empty, which only {@code /finalize} changes. */
public final class NamespaceStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.NAMESPACE;
    }

    @Override
    public List<String> nameFaults(String name) {
        return Names.label(name);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("spec").putArray("finalizers").add("kubernetes");
        object.putObject("status").put("phase", "Active");
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        Fields.copyOrRemove(old, object, "spec");
        if (Metadata.isTerminating(old)) Fields.ensure(object, "status").put("phase", "Terminating");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        String name = Metadata.name(object);
        if (!name.isEmpty()) Fields.ensure(metadata, "labels").put("kubernetes.io/metadata.name", name);
    }

    @Override
    public void beginDeletion(ObjectNode object) {
        Fields.ensure(object, "status").put("phase", "Terminating");
    }

    @Override
    public boolean mayGo(ObjectNode object) {
        return object.path("spec").path("finalizers").isEmpty();
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("status.phase");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("status.phase", Fields.text(object.path("status"), "phase"));
    }
}
