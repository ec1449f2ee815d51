package io.coxswain.controlplane.schema;

/** What a value looks like: a scalar, a reference to a type, a list or a map. */
public sealed interface Shape {
    record Reference(String type) implements Shape {}

    record ListOf(Shape element) implements Shape {}

    /** A JSON object with free keys. */
    record MapOf(Shape value) implements Shape {}

    /** Values without parts, and the few whose parts are not described. The code is their name in the resource. */
    enum Scalar implements Shape {
        STRING("s", "string"),
        INT32("i32", "int32"),
        INT64("i64", "int64"),
        DOUBLE("f64", "float64"),
        BOOLEAN("b", "bool"),
        BYTES("bytes", "[]uint8"),
        TIME("time", "v1.Time"),
        MICRO_TIME("micro", "v1.MicroTime"),
        INT_OR_STRING("int-or-string", "intstr.IntOrString"),
        QUANTITY("quantity", "resource.Quantity"),
        /** Any object. */
        RAW("raw", "runtime.RawExtension"),
        /** The set of fields of a manager. */
        FIELDS("fields", "v1.FieldsV1"),
        /** Any JSON value. */
        ANY("any", "interface {}");

        private final String code;
        private final String goName;

        Scalar(String code, String goName) {
            this.code = code;
            this.goName = goName;
        }

        @Override
        public String code() {
            return code;
        }

        /** The name in Kubernetes' error messages. */
        @Override
        public String goName() {
            return goName;
        }
    }

    /** The form in the resource: a scalar's code, {@code @type}, {@code [element} or <code>{value</code>. */
    default String code() {
        return switch (this) {
            case Scalar scalar -> scalar.code();
            case Reference(String type) -> "@" + type;
            case ListOf(Shape element) -> "[" + element.code();
            case MapOf(Shape value) -> "{" + value.code();
        };
    }

    static Shape parse(String code) {
        return switch (code.charAt(0)) {
            case '@' -> new Reference(code.substring(1));
            case '[' -> new ListOf(parse(code.substring(1)));
            case '{' -> new MapOf(parse(code.substring(1)));
            default -> {
                for (Scalar scalar : Scalar.values()) {
                    if (scalar.code().equals(code)) yield scalar;
                }
                throw new IllegalArgumentException("no shape has the code " + code);
            }
        };
    }

    /** The type as Kubernetes' decoding errors name it: {@code int32}, {@code []v1.Container}. */
    default String goName() {
        return switch (this) {
            case Scalar scalar -> scalar.goName();
            case Reference(String type) -> {
                String[] parts = type.split("\\.", -1);
                yield parts[parts.length - 2] + "." + parts[parts.length - 1];
            }
            case ListOf(Shape element) -> "[]" + element.goName();
            case MapOf(Shape value) -> value == Scalar.QUANTITY ? "v1.ResourceList" : "map[string]" + value.goName();
        };
    }
}
