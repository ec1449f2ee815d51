package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One place in an object that is validated: what is there, its path as Kubernetes writes it, and where faults go. Null
 * is the same as absent.
 */
public record Place(JsonNode value, String path, List<FieldError> errors) {
    public static final String IMMUTABLE = "field is immutable";

    public static Place of(ObjectNode object, List<FieldError> errors) {
        return new Place(object, "", errors);
    }

    public Place at(String field) {
        return new Place(value.path(field), path.isEmpty() ? field : path + "." + field, errors);
    }

    public Place at(int index) {
        return new Place(value.path(index), path + "[" + index + "]", errors);
    }

    /** The elements of the list that is here. */
    public List<Place> each() {
        List<Place> all = new ArrayList<>();
        for (int index = 0; value.isArray() && index < value.size(); index++) all.add(at(index));
        return all;
    }

    public List<Place> each(String field) {
        return at(field).each();
    }

    public boolean isSet() {
        return !value.isMissingNode() && !value.isNull();
    }

    /** Absent, or a text, list or map with nothing in it. */
    public boolean isEmpty() {
        return !isSet()
                || (value.isString() && value.stringValue().isEmpty())
                || (value.isContainer() && value.isEmpty());
    }

    public String text() {
        return value.isString() ? value.stringValue() : "";
    }

    public List<String> texts() {
        return Json.texts(value);
    }

    /** The number here, 0 where it is absent. */
    public long number() {
        return value.isNumber() ? value.longValue() : 0;
    }

    public void required(String detail) {
        errors.add(FieldError.required(path, detail));
    }

    public void invalid(String detail) {
        errors.add(FieldError.invalid(path, shown(), detail));
    }

    public void forbidden(String detail) {
        errors.add(FieldError.forbidden(path, detail));
    }

    public void unsupported(List<String> supported) {
        errors.add(FieldError.notSupported(path, shown(), supported));
    }

    public void duplicate() {
        errors.add(FieldError.duplicate(path, shown()));
    }

    public void tooLong(int bytes) {
        errors.add(FieldError.tooLong(path, bytes));
    }

    /** Whether something is here; a fault where it is not. */
    public boolean isGiven(String detail) {
        if (isEmpty()) required(detail);
        return !isEmpty();
    }

    /** A text that must be there and have a form. */
    public void requireForm(String detail, Function<String, List<String>> faults) {
        if (isGiven(detail)) form(faults);
    }

    /** A text whose form is checked, also where it is absent. */
    public void form(Function<String, List<String>> faults) {
        faults.apply(text()).forEach(this::invalid);
    }

    /** A text that has a form where it is given. */
    public void formIfSet(Function<String, List<String>> faults) {
        if (isSet()) form(faults);
    }

    public void oneOf(List<String> supported) {
        if (!supported.contains(text())) unsupported(supported);
    }

    public void oneOfIfSet(List<String> supported) {
        if (isSet()) oneOf(supported);
    }

    /** A fault for each element whose text, found by {@code key}, was there before. */
    public void unique(Function<Place, Place> key) {
        Set<String> seen = new HashSet<>();
        for (Place element : each()) {
            Place name = key.apply(element);
            if (!name.text().isEmpty() && !seen.add(name.text())) name.duplicate();
        }
    }

    /** At most so many elements. */
    public boolean isWithin(int most) {
        if (value.size() <= most) return true;
        errors.add(new FieldError(
                path,
                FieldError.Type.FieldValueTooMany,
                "Too many: " + value.size() + ": must have at most " + most + " items"));
        return false;
    }

    /** A fault where an update changes what is here. */
    public void unchanged(Place old) {
        unchanged(old, IMMUTABLE);
    }

    public void unchanged(Place old, String detail) {
        if (!isSame(old)) invalid(detail);
    }

    public boolean isSame(Place old) {
        return (!isSet() && !old.isSet()) || Json.same(value, old.value);
    }

    private Object shown() {
        if (!isSet()) return value.isNull() ? "null" : "";
        return value.isString() ? value.stringValue() : value;
    }
}
