package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.Shape.Scalar;
import io.coxswain.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The types that are one value in JSON but have a name of their own in OpenAPI. */
final class WellKnownSchemas {
    private static final String APIMACHINERY = "io.k8s.apimachinery.pkg.";
    static final String PATCH = APIMACHINERY + "apis.meta.v1.Patch";

    private WellKnownSchemas() {}

    static String name(Scalar scalar) {
        return APIMACHINERY
                + switch (scalar) {
                    case TIME -> "apis.meta.v1.Time";
                    case MICRO_TIME -> "apis.meta.v1.MicroTime";
                    case FIELDS -> "apis.meta.v1.FieldsV1";
                    case INT_OR_STRING -> "util.intstr.IntOrString";
                    case QUANTITY -> "api.resource.Quantity";
                    case RAW -> "runtime.RawExtension";
                    case STRING, INT32, INT64, DOUBLE, BOOLEAN, BYTES, ANY ->
                        throw new IllegalArgumentException(scalar + " has no name");
                };
    }

    /** Null for any other type. */
    static @Nullable ObjectNode of(String name) {
        if (!name.startsWith(APIMACHINERY)) return null;
        return switch (name.substring(APIMACHINERY.length())) {
            case "apis.meta.v1.Time" ->
                described("A time in RFC 3339, to the second.")
                        .put("type", "string")
                        .put("format", "date-time");
            case "apis.meta.v1.MicroTime" ->
                described("A time in RFC 3339, to the microsecond.")
                        .put("type", "string")
                        .put("format", "date-time");
            case "apis.meta.v1.FieldsV1" ->
                described("A set of fields as a tree of objects.").put("type", "object");
            case "apis.meta.v1.Patch" ->
                described("A patch in one of the forms that the request's content types name.")
                        .put("type", "object");
            case "runtime.RawExtension" -> described("An object of any kind.").put("type", "object");
            case "util.intstr.IntOrString" ->
                either("A whole number or a string.", "integer").put("format", "int-or-string");
            case "api.resource.Quantity" ->
                either(
                        "An amount: a number, and a suffix such as m, k, M, G, T, P, E, or Ki, Mi, Gi, Ti, Pi, Ei for"
                                + " powers of 1024, or an exponent such as e3.",
                        "number");
            default -> null;
        };
    }

    private static ObjectNode described(String description) {
        return Json.object().put("description", description);
    }

    private static ObjectNode either(String description, String type) {
        ObjectNode schema = described(description);
        var types = schema.putArray("oneOf");
        types.addObject().put("type", "string");
        types.addObject().put("type", type);
        return schema;
    }
}
