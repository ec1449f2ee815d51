package io.coxswain.controlplane.table;

/**
 * The head of a column.
 *
 * @param type of the cells, as in OpenAPI
 * @param format {@code name} for the column that names the object, else empty
 * @param priority 0 is always shown, more only with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {
    public static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace. Is required when creating resources, although some resources may"
                    + " allow a client to request the generation of an appropriate name automatically.",
            0);
    public static final Column AGE = new Column(
            "Age",
            "string",
            "",
            "CreationTimestamp is a timestamp representing the server time when this object was created.",
            0);

    static Column text(String name, String description) {
        return new Column(name, "string", "", description, 0);
    }

    static Column number(String name, String description) {
        return new Column(name, "integer", "", description, 0);
    }

    /** Shown only with {@code -o wide}. */
    static Column wide(String name, String description) {
        return new Column(name, "string", "", description, 1);
    }
}
