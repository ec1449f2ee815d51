package io.coxswain.controlplane.http;

import io.coxswain.controlplane.audit.AuditTrail;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.coyote.CloseNowException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes answers. */
final class Responses {
    /** A shorter answer is not worth the time to compress it. */
    private static final int GZIP_FROM_BYTES = 128 * 1024;

    private static final int GZIP_BUFFER = 8 * 1024;
    private static final int MOST_WARNINGS = 4096;
    private static final int LONGEST_WARNING = 256;

    private Responses() {}

    /** What a subresource answers that was created and is no object of its own. */
    static ObjectNode created() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", HttpServletResponse.SC_CREATED);
    }

    static void json(HttpServletRequest request, HttpServletResponse response, int code, byte[] json)
            throws IOException {
        response.setStatus(code);
        response.setContentType(Form.JSON);
        AuditTrail.response(json);
        bytes(request, response, pretty(request) ? indented(Json.MAPPER.readTree(json)) : json);
    }

    static void tree(HttpServletRequest request, HttpServletResponse response, int code, Form form, JsonNode tree)
            throws IOException {
        if (!form.yaml()) {
            json(request, response, code, Json.bytes(tree));
            return;
        }
        response.setStatus(code);
        response.setContentType(Form.YAML);
        bytes(request, response, YamlText.write(tree));
    }

    static void text(HttpServletResponse response, int code, String text) throws IOException {
        response.setStatus(code);
        response.setContentType("text/plain; charset=utf-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** The content type is already set. */
    static void bytes(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        if (body.length < GZIP_FROM_BYTES || !acceptsGzip(request)) {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            return;
        }
        response.setHeader("Content-Encoding", "gzip");
        response.addHeader("Vary", "Accept-Encoding");
        try (OutputStream out = new FastGzip(response.getOutputStream())) {
            out.write(body);
        }
    }

    /** Behind the start of an answer all that can be told is its end. */
    static void failure(HttpServletRequest request, HttpServletResponse response, ApiException failure)
            throws IOException {
        if (response.isCommitted()) throw new CloseNowException("failed behind the start of the answer", failure);
        response.resetBuffer();
        if (failure.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(failure.retryAfterSeconds()));
        }
        json(request, response, failure.reason().code(), Json.bytes(failure.status()));
    }

    /** Each in a header; cut where they are much together, and the last ones left out where it is still too much. */
    static void warnings(HttpServletResponse response, List<String> warnings) {
        boolean much = warnings.stream().mapToInt(String::length).sum() > MOST_WARNINGS;
        int written = 0;
        for (String warning : warnings) {
            String text = much && warning.length() > LONGEST_WARNING ? warning.substring(0, LONGEST_WARNING) : warning;
            written += text.length();
            if (written > MOST_WARNINGS) return;
            String printable = text.replaceAll("[^\\x20-\\x7e]", " ");
            String quoted = printable.replace("\\", "\\\\").replace("\"", "\\\"");
            response.addHeader("Warning", "299 - \"" + quoted + "\"");
        }
    }

    private static boolean pretty(HttpServletRequest request) {
        return Query.parse(request.getQueryString()).flag("pretty");
    }

    private static byte[] indented(JsonNode tree) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, tree);
        out.write('\n');
        return out.toByteArray();
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.contains("gzip");
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, GZIP_BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
