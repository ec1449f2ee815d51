package io.coxswain.controlplane.http;

import io.coxswain.controlplane.audit.AuditTrail;
import io.coxswain.controlplane.protobuf.ProtobufCodec;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: JSON, YAML and protobuf, up to a limit. */
final class Bodies {
    static final int LIMIT_BYTES = 3 * 1024 * 1024;

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String UNKNOWN_FORM =
            "the body of the request was in an unknown format - accepted media types include: " + Form.JSON + ", "
                    + Form.YAML + ", " + PROTOBUF;

    private final ObjectDecoder decoder;
    private final ProtobufCodec protobuf;

    Bodies(ObjectDecoder decoder, ProtobufCodec protobuf) {
        this.decoder = decoder;
        this.protobuf = protobuf;
    }

    static byte[] read(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equals("identity")) {
            throw ApiException.unsupportedMediaType(
                    "a request body in Content-Encoding " + encoding + " is not accepted");
        }
        if (request.getContentLengthLong() > LIMIT_BYTES) throw ApiException.tooLarge(LIMIT_BYTES);
        byte[] body = request.getInputStream().readNBytes(LIMIT_BYTES + 1);
        if (body.length > LIMIT_BYTES) throw ApiException.tooLarge(LIMIT_BYTES);
        return body;
    }

    /** An object of a kind, checked against its schema. */
    ObjectNode object(Kind<?> kind, HttpServletRequest request, FieldValidation validation, List<String> warnings)
            throws IOException {
        byte[] body = read(request);
        ObjectDecoder.Decoded decoded;
        switch (contentType(request)) {
            case Form.JSON -> {
                ObjectDecoder.Parsed parsed = ObjectDecoder.parse(body);
                check(kind, parsed.object());
                decoded = decoder.decode(kind, parsed, validation);
            }
            case Form.YAML -> {
                YamlText.Document document = YamlText.read(body);
                ObjectNode tree = object(document.tree());
                check(kind, tree);
                decoded = decoder.decode(kind, tree, YamlText.fault(document.duplicates()), validation);
            }
            case PROTOBUF -> {
                ProtobufCodec.Decoded message = protobuf.decode(body);
                check(kind, message.object());
                decoded = decoder.decode(kind, message.object(), List.of(), validation);
                // They refuse nothing, not even where validation is strict: Kubernetes drops them without a word.
                if (validation != FieldValidation.Ignore) warnings.addAll(message.unknown());
            }
            default -> throw ApiException.unsupportedMediaType(UNKNOWN_FORM);
        }
        warnings.addAll(decoded.warnings());
        AuditTrail.request(decoded.object());
        return decoded.object();
    }

    /** A small object that is no registered kind, such as DeleteOptions; an empty body is an empty object. */
    ObjectNode options(HttpServletRequest request) throws IOException {
        byte[] body = read(request);
        if (body.length == 0) return Json.object();
        ObjectNode options = switch (contentType(request)) {
            case Form.JSON -> ObjectDecoder.parse(body).object();
            case Form.YAML -> object(YamlText.read(body).tree());
            case PROTOBUF -> protobuf.decode(body).object();
            default -> throw ApiException.unsupportedMediaType(UNKNOWN_FORM);
        };
        AuditTrail.request(options);
        return options;
    }

    /** The options that a deletion brings in its body, empty where it has none. */
    ObjectNode deleteOptions(HttpServletRequest request) throws IOException {
        ObjectNode body = DeleteParameters.checked(options(request));
        return body.isEmpty() ? body : decoder.options(body, "DeleteOptions");
    }

    static String contentType(HttpServletRequest request) {
        String type = Objects.requireNonNullElse(request.getContentType(), "");
        return type.isBlank() ? Form.JSON : MediaRange.parse(type).type();
    }

    private static void check(Kind<?> kind, ObjectNode object) {
        String given = object.path("kind").asString("");
        String version = object.path("apiVersion").asString("");
        if (given.isEmpty() && version.isEmpty()) return;
        if (given.isEmpty()) throw ApiException.badRequest("Object 'Kind' is missing in '" + shortened(object) + "'");
        if (!version.equals(kind.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + version
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
        if (!given.equals(kind.name())) {
            throw ApiException.badRequest(given + " in version \"" + kind.version() + "\" cannot be handled as a "
                    + kind.name() + ": converting (" + given + ") to (" + kind.name() + "): unknown conversion");
        }
    }

    private static String shortened(ObjectNode object) {
        String text = object.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) return object;
        throw ApiException.badRequest("couldn't get version/kind; json parse error: the body is no object");
    }
}
