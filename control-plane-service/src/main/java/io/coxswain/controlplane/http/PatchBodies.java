package io.coxswain.controlplane.http;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.audit.AuditTrail;
import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.patch.Patches;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Reads patches. */
public final class PatchBodies {
    private final Patches patches;
    private final Schemas schemas;
    private static final String SCALE_VERSION = "autoscaling/v1";
    private static final String APPLY = "application/apply-patch+yaml";

    private final ObjectDecoder decoder;
    private final FieldOwnership fields;

    public PatchBodies(Patches patches, Schemas schemas, ObjectDecoder decoder, FieldOwnership fields) {
        this.patches = patches;
        this.schemas = schemas;
        this.decoder = decoder;
        this.fields = fields;
    }

    /** A configuration to apply, checked and normalised. */
    record Configuration(ObjectNode object, List<String> warnings) {}

    static boolean applies(HttpServletRequest http) {
        return Bodies.contentType(http).equals(APPLY);
    }

    /** Reads the configuration that an apply brings. */
    Configuration configuration(ApiRequest.Patch request, HttpServletRequest http) throws IOException {
        byte[] body = Bodies.read(http);
        AuditTrail.requestText(body);
        FieldValidation validation = WriteParameters.fieldValidation(request.query());
        YamlText.Document document;
        try {
            document = YamlText.read(body);
        } catch (ApiException malformed) {
            throw ApiException.badRequest("error decoding YAML: " + malformed.getMessage());
        }
        if (!(document.tree() instanceof ObjectNode object)) {
            throw ApiException.badRequest("error decoding YAML: the body is no object");
        }
        boolean scale = request.subresource().equals("scale");
        checkType(
                object,
                scale ? SCALE_VERSION : request.kind().apiVersion(),
                scale ? "Scale" : request.kind().name());
        if (object.path("metadata").has("managedFields")) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        ObjectNode checked = scale ? object : checked(request.kind(), object);
        List<String> faults = YamlText.fault(document.duplicates()).stream()
                .map(fault -> "error converting YAML to JSON: " + fault)
                .toList();
        if (!faults.isEmpty() && validation == FieldValidation.Strict) {
            throw ApiException.badRequest("error strict decoding YAML: " + faults.getFirst());
        }
        return new Configuration(checked, validation == FieldValidation.Ignore ? List.of() : faults);
    }

    private ObjectNode checked(Kind<?> kind, ObjectNode object) {
        fields.check(kind, object);
        try {
            return decoder.decode(kind, object, List.of(), FieldValidation.Ignore)
                    .object();
        } catch (ApiException wrongType) {
            String message = String.valueOf(wrongType.getMessage());
            throw FieldOwnership.untyped(kind, object, message.substring(message.indexOf(": ") + 2));
        }
    }

    private static void checkType(ObjectNode object, String apiVersion, String kind) {
        String givenVersion = object.path("apiVersion").asString("");
        String givenKind = object.path("kind").asString("");
        if (givenVersion.equals(apiVersion) && givenKind.equals(kind)) return;
        String version = givenVersion.contains("/") ? givenVersion : "/" + givenVersion;
        throw ApiException.badRequest("invalid object type: " + version + ", Kind=" + givenKind);
    }

    PatchChange read(ApiRequest.Patch request, HttpServletRequest http) throws IOException {
        PatchType type = type(Bodies.contentType(http), request.kind());
        byte[] body = Bodies.read(http);
        FieldValidation validation = WriteParameters.fieldValidation(request.query());
        return change(type, request.kind(), request.subresource(), body, validation);
    }

    /** The change that a patch describes. */
    PatchChange change(PatchType type, Kind<?> kind, String subresource, byte[] body, FieldValidation validation) {
        if (subresource.equals("scale")) {
            var scale = Objects.requireNonNull(schemas.find("autoscaling", "v1", "Scale"));
            return new PatchChange(
                    type,
                    body,
                    validation,
                    current -> patches.apply(type, scale, current, body),
                    tree -> new ObjectDecoder.Decoded(tree, List.of()));
        }
        return new PatchChange(
                type,
                body,
                validation,
                current -> patches.apply(type, kind, current, body),
                tree -> decoder.decode(kind, tree, List.of(), FieldValidation.Warn));
    }

    private static PatchType type(String contentType, Kind<?> kind) {
        List<PatchType> accepted = PatchType.of(kind).toList();
        for (PatchType type : accepted) {
            if (type.mediaType().equals(contentType)) return type;
        }
        throw ApiException.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted.stream().map(PatchType::mediaType).collect(Collectors.joining(", "))
                        + ", " + APPLY);
    }
}
