package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Streams a container's log as text. */
final class LogsVerb implements KubeletVerb {
    private final ContainerAccess containers;

    LogsVerb(ContainerAccess containers) {
        this.containers = containers;
    }

    @Override
    public String name() {
        return "containerLogs";
    }

    @Override
    public void serve(ContainerPath container, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String stream = request.getParameter("stream");
        if (stream != null && !stream.isEmpty() && !stream.equals("All")) {
            throw ApiException.badRequest("the log stream \"" + stream + "\" cannot be chosen; only All is supported");
        }
        var options = new LogOptions(
                isTrue(request.getParameter("follow")),
                isTrue(request.getParameter("previous")),
                isTrue(request.getParameter("timestamps")),
                since(request),
                number(request, "tailLines"),
                number(request, "limitBytes"));
        if (WebSocketUpgrade.isAsked(request)) {
            ChannelProtocol protocol = ChannelProtocol.choose(ChannelProtocol.LOG, WebSocketUpgrade.offered(request));
            WebSocketUpgrade.serve(
                    request,
                    response,
                    protocol.name(),
                    new LogSession(out -> containers.logs(container, options, out), protocol));
            return;
        }
        response.setContentType("text/plain");
        try {
            containers.logs(container, options, new Flushed(response.getOutputStream()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Instant since(HttpServletRequest request) {
        Long seconds = number(request, "sinceSeconds");
        if (seconds != null) return InstantSource.system().instant().minus(Duration.ofSeconds(seconds));
        String time = request.getParameter("sinceTime");
        if (time == null || time.isEmpty()) return null;
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException wrong) {
            throw ApiException.badRequest("sinceTime is not a time: " + time);
        }
    }

    private static @Nullable Long number(HttpServletRequest request, String parameter) {
        String text = request.getParameter(parameter);
        if (text == null || text.isEmpty()) return null;
        if (!text.matches("\\d{1,18}")) throw ApiException.badRequest(parameter + " is not a number: " + text);
        return Long.valueOf(text);
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equals(value) || "1".equals(value);
    }

    /** A follower wants each line when it is written. */
    private static final class Flushed extends FilterOutputStream {
        Flushed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }
    }
}
