package io.coxswain.controlplane.http;

import com.google.protobuf.CodedOutputStream;
import io.coxswain.controlplane.openapi.OpenApiDocument;
import io.coxswain.controlplane.openapi.OpenApiDocuments;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** The OpenAPI documents: the index of version 3, and one document for each group and version. */
public final class OpenApiPaths {
    private static final String ROOT = "/openapi/v3";

    private final OpenApiDocuments documents;

    public OpenApiPaths(OpenApiDocuments documents) {
        this.documents = documents;
    }

    /** False where there is no such document. */
    boolean serve(String path, Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (path.equals("/openapi/v2")) {
            if (wantsProtobuf(request)) version2(response, request);
            else answer(documents.version2(), false, request, response);
            return true;
        }
        Optional<OpenApiDocument> document = path.equals(ROOT)
                ? Optional.of(documents.index())
                : path.startsWith(ROOT + "/")
                        ? documents.document(path.substring(ROOT.length() + 1))
                        : Optional.empty();
        if (document.isEmpty()) return false;
        if (Form.negotiate(request.getHeader("Accept")).yaml()) {
            throw ApiException.notAcceptable("only the following media types are accepted: " + Form.JSON);
        }
        String hash = query.text("hash");
        if (!hash.isEmpty() && !hash.equals(document.get().hash())) {
            response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
            response.setHeader("Location", path + "?hash=" + document.get().hash());
            return true;
        }
        answer(document.get(), !hash.isEmpty(), request, response);
        return true;
    }

    /**
     * The protobuf form of version 2 describes nothing; all is in its JSON form and in version 3. kubectl asks for it
     * only about a kind that version 3 does not have, and takes an error for a broken server instead of saying that
     * there is no such kind.
     */
    private static void version2(HttpServletResponse response, HttpServletRequest request) throws IOException {
        var info = new ByteArrayOutputStream();
        CodedOutputStream fields = CodedOutputStream.newInstance(info);
        fields.writeString(1, "Kubernetes");
        fields.writeString(2, "unversioned");
        fields.flush();
        var document = new ByteArrayOutputStream();
        fields = CodedOutputStream.newInstance(document);
        fields.writeString(1, "2.0");
        fields.writeByteArray(2, info.toByteArray());
        fields.flush();
        response.setContentType("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        Responses.bytes(request, response, document.toByteArray());
    }

    private static boolean wantsProtobuf(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/com.github.proto-openapi.spec.v2");
    }

    private static void answer(
            OpenApiDocument document, boolean unchanging, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (unchanging) response.setHeader("Cache-Control", "public, immutable");
        response.setHeader("ETag", document.etag());
        response.addHeader("Vary", "Accept");
        if (document.etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(Form.JSON);
        Responses.bytes(request, response, document.body());
    }
}
