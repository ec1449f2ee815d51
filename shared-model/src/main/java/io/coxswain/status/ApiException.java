package io.coxswain.status;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A failed request, as the Status object that the client gets. Made by the factory of its reason. */
public final class ApiException extends RuntimeException {
    private final Reason reason;
    private final transient ObjectNode details;
    private final String continueToken;

    private ApiException(Reason reason, String message, ObjectNode details) {
        this(reason, message, details, "");
    }

    private ApiException(Reason reason, String message, ObjectNode details, String continueToken) {
        super(message);
        this.reason = reason;
        this.details = details;
        this.continueToken = continueToken;
    }

    public static ApiException badRequest(String message) {
        return new ApiException(Reason.BadRequest, message, Json.object());
    }

    public static ApiException unauthorized() {
        return new ApiException(Reason.Unauthorized, "Unauthorized", Json.object());
    }

    /**
     * {@code action} as in {@code User "bob" cannot list resource "pods" in API group "" in the namespace "default"}.
     */
    public static ApiException forbidden(Kind<?> kind, @Nullable String name, String action) {
        return forbidden(kind.group(), kind.plural(), name, action);
    }

    /** For a resource that need not be one that is served. */
    public static ApiException forbidden(String group, String plural, @Nullable String name, String action) {
        String resource = group.isEmpty() ? plural : plural + "." + group;
        String what = name == null ? resource : resource + " \"" + name + "\"";
        ObjectNode details = Json.object();
        if (name != null && !name.isEmpty()) details.put("name", name);
        if (!group.isEmpty()) details.put("group", group);
        return new ApiException(Reason.Forbidden, what + " is forbidden: " + action, details.put("kind", plural));
    }

    /** {@code action} as in {@code User "bob" cannot get path "/metrics"}. */
    public static ApiException forbiddenPath(String action) {
        return new ApiException(Reason.Forbidden, "forbidden: " + action, Json.object());
    }

    public static ApiException notFound(Kind<?> kind, String name) {
        return new ApiException(
                Reason.NotFound, kind.resource() + " \"" + name + "\" not found", details(kind, name, kind.plural()));
    }

    public static ApiException methodNotAllowed(String message) {
        return new ApiException(Reason.MethodNotAllowed, message, Json.object());
    }

    public static ApiException notAcceptable(String message) {
        return new ApiException(Reason.NotAcceptable, message, Json.object());
    }

    public static ApiException alreadyExists(Kind<?> kind, String name) {
        return new ApiException(
                Reason.AlreadyExists,
                kind.resource() + " \"" + name + "\" already exists",
                details(kind, name, kind.plural()));
    }

    public static ApiException conflict(Kind<?> kind, String name, String why) {
        return new ApiException(
                Reason.Conflict,
                "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why,
                details(kind, name, kind.plural()));
    }

    /** {@code details} holds a cause for each field that an applier states otherwise than its owner. */
    public static ApiException applyConflict(String message, ObjectNode details) {
        return new ApiException(Reason.Conflict, message, details);
    }

    /** A precondition of a deletion does not hold; Kubernetes names the kind there and not the resource. */
    public static ApiException preconditionFailed(Kind<?> kind, String name, String why) {
        String what = kind.group().isEmpty() ? kind.name() : kind.name() + "." + kind.group();
        return new ApiException(
                Reason.Conflict,
                "Operation cannot be fulfilled on " + what + " \"" + name + "\": " + why,
                details(kind, name, kind.name()));
    }

    /** What a patch makes of an object cannot be read as one; Kubernetes names no kind there. */
    public static ApiException invalidPatch(FieldError error) {
        ObjectNode details = Json.object();
        String faults = causes(details, List.of(error));
        return new ApiException(Reason.Invalid, " \"\" is invalid: " + faults, details);
    }

    /** The object was changed since the client read it. */
    public static ApiException modified(Kind<?> kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiException gone(String message) {
        return new ApiException(Reason.Gone, message, Json.object());
    }

    public static ApiException expired(String message) {
        return new ApiException(Reason.Expired, message, Json.object());
    }

    public static ApiException tooLarge(long limitBytes) {
        return new ApiException(
                Reason.RequestEntityTooLarge, "Request entity too large: limit is " + limitBytes, Json.object());
    }

    public static ApiException tooLarge(String message) {
        return new ApiException(Reason.RequestEntityTooLarge, message, Json.object());
    }

    public static ApiException unsupportedMediaType(String message) {
        return new ApiException(Reason.UnsupportedMediaType, message, Json.object());
    }

    public static ApiException invalid(Kind<?> kind, String name, List<FieldError> errors) {
        String what = kind.group().isEmpty() ? kind.name() : kind.name() + "." + kind.group();
        ObjectNode details = details(kind, name, kind.name());
        String faults = causes(details, errors);
        return new ApiException(Reason.Invalid, what + " \"" + name + "\" is invalid: " + faults, details);
    }

    /** For a kind that is no registered one. */
    public static ApiException invalid(String group, String kind, String name, List<FieldError> errors) {
        ObjectNode details = Json.object().put("name", name).put("group", group).put("kind", kind);
        String faults = causes(details, errors);
        return new ApiException(
                Reason.Invalid, kind + "." + group + " \"" + name + "\" is invalid: " + faults, details);
    }

    /** {@code Invalid} where no object is at fault but the request, such as a patch that does not fit. */
    public static ApiException unprocessable(String message) {
        return new ApiException(Reason.Invalid, message, Json.object());
    }

    /** {@code options} is the kind of the request's parameters, such as {@code ListOptions}. */
    public static ApiException invalidOptions(String options, List<FieldError> errors) {
        ObjectNode details = Json.object().put("group", "meta.k8s.io").put("kind", options);
        String faults = causes(details, errors);
        return new ApiException(Reason.Invalid, options + ".meta.k8s.io \"\" is invalid: " + faults, details);
    }

    public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
        return new ApiException(
                Reason.TooManyRequests, message, Json.object().put("retryAfterSeconds", retryAfterSeconds));
    }

    public static ApiException internal(String message) {
        return new ApiException(Reason.InternalError, "Internal error occurred: " + message, Json.object());
    }

    public static ApiException unavailable(String message) {
        return new ApiException(Reason.ServiceUnavailable, message, Json.object());
    }

    public static ApiException timeout(String message, int retryAfterSeconds) {
        return new ApiException(Reason.Timeout, message, Json.object().put("retryAfterSeconds", retryAfterSeconds));
    }

    /** A read of a revision that this server has not seen, and may see soon. */
    public static ApiException versionTooLarge(long wanted, long current) {
        ObjectNode details = Json.object();
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new ApiException(
                Reason.Timeout, "Timeout: Too large resource version: " + wanted + ", current: " + current, details);
    }

    /** Reads a Status that a server sent; a reason that is not known here is taken from the HTTP code. */
    public static ApiException of(ObjectNode status, int httpCode) {
        String name = status.path("reason").asString("");
        Reason known = null;
        for (Reason candidate : Reason.values()) {
            if (candidate.name().equals(name)) known = candidate;
        }
        for (Reason candidate : Reason.values()) {
            if (known == null && candidate.code() == httpCode) known = candidate;
        }
        ObjectNode details = status.get("details") instanceof ObjectNode given ? given : Json.object();
        return new ApiException(
                known == null ? Reason.InternalError : known,
                status.path("message").asString("HTTP " + httpCode),
                details);
    }

    /** The same failure with more details, such as causes; for the rare reason that carries them. */
    public ApiException withDetails(ObjectNode more) {
        ObjectNode all = details.deepCopy();
        all.setAll(more);
        return new ApiException(reason, String.valueOf(getMessage()), all, continueToken);
    }

    /** The same failure with the token from which a list may go on all the same. */
    public ApiException withContinue(String token) {
        return new ApiException(reason, String.valueOf(getMessage()), details, token);
    }

    public Reason reason() {
        return reason;
    }

    public boolean is(Reason other) {
        return reason == other;
    }

    /** The seconds that the client should wait before it tries again, or 0. */
    public int retryAfterSeconds() {
        return details.path("retryAfterSeconds").asInt(0);
    }

    /** The Status object that goes over the wire. */
    public ObjectNode status() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        ObjectNode metadata = status.putObject("metadata");
        if (!continueToken.isEmpty()) metadata.put("continue", continueToken);
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason.name());
        if (!details.isEmpty()) status.set("details", details.deepCopy());
        return status.put("code", reason.code());
    }

    /** Adds the causes to the details and answers the faults as the message lists them. */
    private static String causes(ObjectNode details, List<FieldError> errors) {
        var causes = details.putArray("causes");
        for (FieldError error : errors) {
            causes.addObject()
                    .put("reason", error.type().name())
                    .put("message", error.message())
                    .put("field", error.field());
        }
        return errors.size() == 1
                ? errors.getFirst().toString()
                : errors.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static ObjectNode details(Kind<?> kind, String name, String kindOrResource) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) details.put("name", name);
        if (!kind.group().isEmpty()) details.put("group", kind.group());
        return details.put("kind", kindOrResource);
    }
}
