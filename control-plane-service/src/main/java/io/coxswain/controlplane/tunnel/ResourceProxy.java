package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ApiRequest;
import io.coxswain.controlplane.http.ClientPresence;
import io.coxswain.controlplane.http.ConnectHandler;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/**
 * {@code pods/proxy}, {@code services/proxy} and {@code nodes/proxy}: passes an HTTP request on through the tunnel of
 * the node, and the answer back. Upgrades are refused.
 */
public record ResourceProxy(Kind<?> kind, ProxyTargets targets, NodeTunnels tunnels, SSLSocketFactory kubeletTls)
        implements ConnectHandler {
    /** A body whose length the client does not say is held in memory up to this size; a larger one is refused. */
    private static final int UNTOLD_BODY_BYTES = 3 * 1024 * 1024;

    private static final Pattern PATH = Pattern.compile("(.*?/(?:pods|services|nodes)/[^/]+/proxy)(/.*)?");
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    @Override
    public String resource() {
        return kind.plural() + "/proxy";
    }

    @Override
    public boolean takesPaths() {
        return true;
    }

    @Override
    public void connect(ApiRequest.Connect connect, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getHeader("Upgrade") != null) {
            throw ApiException.badRequest("the proxy of this server does not pass upgrades on");
        }
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) throw ApiException.badRequest("not the path of a proxy: " + request.getRequestURI());
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        if (path.group(2) == null) {
            boolean reads = Set.of("GET", "HEAD").contains(request.getMethod());
            response.setStatus(reads ? HttpServletResponse.SC_MOVED_PERMANENTLY : 307);
            response.setHeader("Location", path.group(1) + "/" + query);
            return;
        }
        ProxyTarget target = targets.find(kind, connect.key());
        try (KubeletConnection connection = open(target)) {
            exchange(connection, path.group(2) + query, request, response);
        }
    }

    private void exchange(
            KubeletConnection connection, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<Map.Entry<String, String>> headers = headers(request);
        byte[] untold = new byte[0];
        long length = request.getContentLengthLong();
        if (length < 0) {
            untold = request.getInputStream().readNBytes(UNTOLD_BODY_BYTES + 1);
            if (untold.length > UNTOLD_BODY_BYTES) throw ApiException.tooLarge(UNTOLD_BODY_BYTES);
            length = untold.length;
        }
        boolean hasBody = length > 0 || Set.of("POST", "PUT", "PATCH").contains(request.getMethod());
        if (hasBody) headers.add(Map.entry("Content-Length", Long.toString(length)));
        connection.send(request.getMethod(), path, "HTTP/1.0", headers);
        if (untold.length > 0) connection.output().write(untold);
        else if (length > 0) request.getInputStream().transferTo(connection.output());
        connection.output().flush();
        KubeletConnection.Head head = connection.readHead();
        response.setStatus(head.code());
        for (Map.Entry<String, String> header : head.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(name) || name.equals("content-length")) {
                response.addHeader(header.getKey(), header.getValue());
            }
        }
        if (request.getMethod().equals("HEAD") || head.code() == HttpServletResponse.SC_NO_CONTENT) return;
        AnswerRelay.pass(connection, response.getOutputStream(), ClientPresence.of(request));
    }

    private static List<Map.Entry<String, String>> headers(HttpServletRequest request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        request.getHeaderNames().asIterator().forEachRemaining(name -> {
            if (NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) return;
            request.getHeaders(name).asIterator().forEachRemaining(value -> headers.add(Map.entry(name, value)));
        });
        headers.add(Map.entry("X-Forwarded-For", request.getRemoteAddr()));
        headers.add(Map.entry("X-Forwarded-Host", Objects.requireNonNullElse(request.getHeader("Host"), "")));
        headers.add(Map.entry("X-Forwarded-Uri", request.getRequestURI()));
        return headers;
    }

    private KubeletConnection open(ProxyTarget target) {
        try {
            return target.isKubelet()
                    ? KubeletConnection.open(tunnels, target.node(), kubeletTls)
                    : KubeletConnection.plain(tunnels, target.node(), target.address());
        } catch (IOException unreachable) {
            throw ApiException.unavailable("error trying to reach service: " + unreachable.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is shutting down");
        }
    }
}
