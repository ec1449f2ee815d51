package io.coxswain.controlplane.http;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.patch.Patches;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.schema.ObjectDecoder;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Reads patches. */
public final class PatchBodies {
    private final Patches patches;
    private final Schemas schemas;
    private final ObjectDecoder decoder;

    public PatchBodies(Patches patches, Schemas schemas, ObjectDecoder decoder) {
        this.patches = patches;
        this.schemas = schemas;
        this.decoder = decoder;
    }

    /** A patch as a change of an object, which may be made several times. */
    static final class Change implements UnaryOperator<ObjectNode> {
        private final UnaryOperator<ObjectNode> patch;
        private final java.util.function.Function<ObjectNode, ObjectDecoder.Decoded> decoder;
        private List<String> warnings = List.of();

        Change(
                UnaryOperator<ObjectNode> patch,
                java.util.function.Function<ObjectNode, ObjectDecoder.Decoded> decoder) {
            this.patch = patch;
            this.decoder = decoder;
        }

        @Override
        public ObjectNode apply(ObjectNode current) {
            ObjectDecoder.Decoded decoded = decoder.apply(patch.apply(current));
            warnings = decoded.warnings();
            return decoded.object();
        }

        /** Of the last time that the change was made. */
        List<String> warnings() {
            return warnings;
        }
    }

    Change read(ApiRequest.Patch request, HttpServletRequest http) throws IOException {
        PatchType type = type(Bodies.contentType(http));
        byte[] body = Bodies.read(http);
        FieldValidation validation = WriteParameters.fieldValidation(request.query());
        return change(type, request.kind(), request.subresource(), body, validation);
    }

    /** The change that a patch describes. */
    Change change(PatchType type, Kind<?> kind, String subresource, byte[] body, FieldValidation validation) {
        if (subresource.equals("scale")) {
            var scale = Objects.requireNonNull(schemas.find("autoscaling", "v1", "Scale"));
            return new Change(
                    current -> patches.apply(type, scale, current, body),
                    tree -> new ObjectDecoder.Decoded(tree, List.of()));
        }
        return new Change(
                current -> patches.apply(type, kind, current, body),
                tree -> decoder.decode(kind, tree, List.of(), validation));
    }

    private static PatchType type(String contentType) {
        for (PatchType type : PatchType.values()) {
            if (type.mediaType().equals(contentType)) return type;
        }
        throw ApiException.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                        + Arrays.stream(PatchType.values())
                                .map(PatchType::mediaType)
                                .collect(Collectors.joining(", ")));
    }
}
