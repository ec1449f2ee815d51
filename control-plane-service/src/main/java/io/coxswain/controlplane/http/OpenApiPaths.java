package io.coxswain.controlplane.http;

import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The OpenAPI documents: the index of version 3, and one document for each group and version. */
public final class OpenApiPaths {
    boolean serve(String path, Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (path.equals("/openapi/v2")) {
            throw ApiException.notAcceptable("OpenAPI v2 is not served; the documents of version 3 are at /openapi/v3");
        }
        return false;
    }
}
