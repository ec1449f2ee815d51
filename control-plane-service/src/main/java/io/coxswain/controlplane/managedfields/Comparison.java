package io.coxswain.controlplane.managedfields;

/** Which fields differ between two states of an object; no field is in more than one of the sets. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    static Comparison empty() {
        return new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
    }

    boolean isSame() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    FieldSet changed() {
        return modified.union(added);
    }

    /** But for these fields and all that is below them. */
    Comparison without(FieldSet fields) {
        return fields.isEmpty()
                ? this
                : new Comparison(added.without(fields), modified.without(fields), removed.without(fields));
    }
}
