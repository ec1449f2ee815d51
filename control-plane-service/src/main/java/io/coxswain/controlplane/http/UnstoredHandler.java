package io.coxswain.controlplane.http;

import io.coxswain.controlplane.resource.Representation;
import io.coxswain.controlplane.resource.UnstoredKinds;
import io.coxswain.model.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Serves the kinds that have no store. */
final class UnstoredHandler {
    private final UnstoredKinds kinds;
    private final Bodies bodies;
    private final Rendering rendering;

    UnstoredHandler(UnstoredKinds kinds, Bodies bodies, Rendering rendering) {
        this.kinds = kinds;
        this.bodies = bodies;
        this.rendering = rendering;
    }

    boolean serves(Kind<?> kind) {
        return kinds.holds(kind);
    }

    void handle(ApiRequest api, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Kind<?> kind = api.kind();
        String accept = request.getHeader("Accept");
        Form form = kind.allows("list") ? Form.negotiate(accept) : Form.negotiateWhole(accept);
        switch (api) {
            case ApiRequest.Create create -> {
                var options = WriteParameters.options(create.query(), "CreateOptions", request);
                List<String> warnings = new ArrayList<>();
                ObjectNode object =
                        bodies.object(kind, request, WriteParameters.fieldValidation(create.query()), warnings);
                Representation answer = Representation.of(kinds.of(kind).create(create.namespace(), object, options));
                Responses.warnings(response, warnings);
                write(
                        request,
                        response,
                        HttpServletResponse.SC_CREATED,
                        form,
                        rendering.object(kind, answer, form, create.query()));
            }
            case ApiRequest.Get get -> {
                Representation object = Representation.of(kinds.of(kind).get(get.key()));
                write(
                        request,
                        response,
                        HttpServletResponse.SC_OK,
                        form,
                        rendering.object(kind, object, form, get.query()));
            }
            case ApiRequest.List list ->
                write(
                        request,
                        response,
                        HttpServletResponse.SC_OK,
                        form,
                        rendering.trees(kind, selected(kind, list), form, list.query()));
            case ApiRequest.Watch unused -> throw RequestLine.notAllowed();
            case ApiRequest.CreateSubresource unused -> throw RequestLine.notAllowed();
            case ApiRequest.Update unused -> throw RequestLine.notAllowed();
            case ApiRequest.Patch unused -> throw RequestLine.notAllowed();
            case ApiRequest.Delete unused -> throw RequestLine.notAllowed();
            case ApiRequest.DeleteCollection unused -> throw RequestLine.notAllowed();
            case ApiRequest.Connect unused -> throw RequestLine.notAllowed();
        }
    }

    private List<ObjectNode> selected(Kind<?> kind, ApiRequest.List list) {
        return kinds.of(kind)
                .list(
                        list.namespace(),
                        list.query().text("labelSelector"),
                        list.query().text("fieldSelector"));
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, int code, Form form, byte[] body)
            throws IOException {
        if (!form.yaml()) {
            Responses.json(request, response, code, body);
            return;
        }
        response.setStatus(code);
        response.setContentType(form.contentType());
        Responses.bytes(request, response, body);
    }
}
