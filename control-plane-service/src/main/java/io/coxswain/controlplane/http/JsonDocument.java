package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** A JSON document at a path of its own, the same for all who may read it. */
public final class JsonDocument implements PathHandler {
    private final String path;
    private final String contentType;
    private final byte[] json;

    public JsonDocument(String path, String contentType, ObjectNode document) {
        this.path = path;
        this.contentType = contentType;
        this.json = Json.bytes(document);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void serve(User user, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(contentType);
        response.setHeader("Cache-Control", "public, max-age=3600");
        Responses.bytes(request, response, json);
    }
}
