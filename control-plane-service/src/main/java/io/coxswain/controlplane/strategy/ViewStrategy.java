package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.conversion.Conversion;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Write;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A kind that is a view of another: what the other's strategy says of the converted object holds. */
class ViewStrategy implements Strategy {
    private final Conversion conversion;
    private final Strategy stored;

    ViewStrategy(Conversion conversion, Strategy stored) {
        this.conversion = conversion;
        this.stored = stored;
    }

    @Override
    public Kind<?> kind() {
        return conversion.kind();
    }

    @Override
    public boolean convertsStored() {
        return true;
    }

    @Override
    public ObjectNode fromStored(ObjectNode object) {
        return conversion.shown(object);
    }

    @Override
    public ObjectNode toStored(ObjectNode object) {
        return conversion.stored(object);
    }

    @Override
    public List<String> nameFaults(String name) {
        return stored.nameFaults(name);
    }

    @Override
    public boolean countsGenerations() {
        return stored.countsGenerations();
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return stored.isNewGeneration(conversion.stored(object), conversion.stored(old));
    }

    @Override
    public void setDefaults(ObjectNode object) {
        through(object, stored::setDefaults);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        through(object, stored::prepareCreate);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        through(object, converted -> stored.prepareUpdate(converted, conversion.stored(old)));
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        stored.validate(conversion.stored(object), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        stored.validateUpdate(conversion.stored(object), conversion.stored(old), errors);
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        stored.validateStatus(conversion.stored(object), conversion.stored(old), errors);
    }

    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        return stored.warnings(conversion.stored(object), old == null ? null : conversion.stored(old));
    }

    @Override
    public Set<String> selectableFields() {
        return stored.selectableFields();
    }

    @Override
    public String storedField(String field) {
        return conversion.storedField(field);
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return stored.fields(conversion.stored(object));
    }

    @Override
    public List<Write> companions(@Nullable ObjectNode object, @Nullable ObjectNode old, Snapshot snapshot) {
        return stored.companions(
                object == null ? null : conversion.stored(object),
                old == null ? null : conversion.stored(old),
                snapshot);
    }

    static List<Strategy> all(List<Strategy> strategies, List<Conversion> conversions) {
        Map<Kind<?>, Strategy> byKind = strategies.stream().collect(Collectors.toMap(Strategy::kind, one -> one));
        return conversions.stream()
                .<Strategy>map(conversion -> {
                    Strategy stored = byKind.get(conversion.kind().stored());
                    if (stored == null)
                        throw new IllegalStateException(
                                "no strategy of " + conversion.kind().stored());
                    return conversion.kind().equals(Kinds.EVENT_V1)
                            ? new EventViewStrategy(conversion, stored)
                            : new ViewStrategy(conversion, stored);
                })
                .toList();
    }

    private void through(ObjectNode object, Consumer<ObjectNode> change) {
        ObjectNode converted = conversion.stored(object);
        change.accept(converted);
        ObjectNode shown = conversion.shown(converted);
        object.removeAll();
        object.setAll(shown);
    }
}
