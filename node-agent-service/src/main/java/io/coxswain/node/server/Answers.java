package io.coxswain.node.server;

import io.coxswain.json.Json;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Whole answers: text, JSON and metrics in the format that the scraper asks for. */
final class Answers {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private Answers() {}

    static void text(HttpServletResponse response, int code, String text) throws IOException {
        response.setStatus(code);
        write(response, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static void json(HttpServletResponse response, JsonNode document) throws IOException {
        write(response, "application/json", Json.bytes(document));
    }

    static void metrics(HttpServletRequest request, HttpServletResponse response, MetricSnapshots metrics)
            throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(request.getHeader("Accept"));
        var body = new ByteArrayOutputStream();
        writer.write(body, metrics);
        write(response, writer.getContentType(), body.toByteArray());
    }

    private static void write(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
