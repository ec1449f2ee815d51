package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.conversion.Conversion;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events as events.k8s.io takes them: complete, without the old fields, and unchanged but for their series. */
final class EventViewStrategy extends ViewStrategy {
    private static final int LONGEST_WORD = 128;
    private static final int LONGEST_NOTE = 1024;
    private static final List<String> REQUIRED = List.of("reportingInstance", "action", "reason");
    private static final List<String> IMMUTABLE = List.of(
            "regarding",
            "reason",
            "note",
            "deprecatedSource",
            "deprecatedFirstTimestamp",
            "deprecatedLastTimestamp",
            "deprecatedCount",
            "related",
            "eventTime",
            "action",
            "reportingController",
            "reportingInstance",
            "type");

    private final Conversion conversion;

    EventViewStrategy(Conversion conversion, Strategy stored) {
        super(conversion, stored);
        this.conversion = conversion;
    }

    /** An Event that came by the core group stays as it is valid there. */
    @Override
    public void validateChange(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        series(object, errors);
        validateUpdate(object, old, errors);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        super.validate(object, errors);
        if (!Fields.has(object, "eventTime")) errors.add(FieldError.required("eventTime", ""));
        String controller = Fields.text(object, "reportingController");
        if (controller.isEmpty()) errors.add(FieldError.required("reportingController", ""));
        MetadataRules.invalid(errors, "reportingController", controller, Names.qualified(controller));
        for (String field : REQUIRED) {
            String text = Fields.text(object, field);
            if (text.isEmpty()) errors.add(FieldError.required(field, ""));
            atMost(field, text, LONGEST_WORD, errors);
        }
        atMost("message", Fields.text(object, "note"), LONGEST_NOTE, errors);
        String type = Fields.text(object, "type");
        if (!List.of("Normal", "Warning").contains(type)) {
            errors.add(FieldError.invalid("type", "", "has invalid value: " + type));
        }
        ObjectNode core = conversion.stored(object);
        for (String old : List.of("firstTimestamp", "lastTimestamp", "count", "source")) {
            JsonNode value = core.path(old);
            boolean set = value.isNumber()
                    ? value.asLong() != 0
                    : (Fields.has(core, old) && !value.isEmpty()) || value.isString();
            if (set) errors.add(FieldError.invalid(old, "", "needs to be unset"));
        }
        series(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        for (String field : IMMUTABLE) {
            if (Fields.same(object, old, field)) continue;
            errors.add(FieldError.invalid(field, Amounts.shown(object.path(field)), "field is immutable"));
        }
    }

    private static void series(ObjectNode object, List<FieldError> errors) {
        if (!(object.path("series") instanceof ObjectNode series)) return;
        if (series.path("count").asLong(0) < 2) {
            errors.add(FieldError.invalid("series.count", "", "should be at least 2"));
        }
        if (!Fields.has(series, "lastObservedTime")) errors.add(FieldError.required("series.lastObservedTime", ""));
    }

    private static void atMost(String field, String text, int most, List<FieldError> errors) {
        if (text.length() > most) {
            errors.add(FieldError.invalid(field, "", "can have at most " + most + " characters"));
        }
    }
}
