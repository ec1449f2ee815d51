package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ClientPresence;
import io.coxswain.json.Json;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Answers the streaming subresources of Pods through the kubelet of their node. */
public final class KubeletProxy {
    private static final int MAXIMUM_ERROR_BYTES = 4096;
    private static final List<String> LOG_PARAMETERS = List.of(
            "follow", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps", "limitBytes", "stream");
    /** The API's parameters of exec and attach, and what the kubelet calls them. */
    private static final Map<String, String> STREAM_PARAMETERS =
            Map.of("stdin", "input", "stdout", "output", "stderr", "error", "tty", "tty");

    private static final Set<String> UPGRADE_HEADERS = Set.of(
            "connection",
            "content-length",
            "upgrade",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "x-stream-protocol-version");

    private final NodeTunnels tunnels;
    private final SSLSocketFactory tls;
    private final Function<ObjectKey, Pod> pods;
    private final Predicate<String> simulated;

    /**
     * @param tls presents the API server's kubelet client certificate. It need not check the kubelet's own one: the
     *     tunnel was opened by the node's authenticated agent and leads to that agent's kubelet only
     * @param pods finds a Pod, or throws {@code NotFound}
     * @param simulated whether the node of that name runs no containers
     */
    public KubeletProxy(
            NodeTunnels tunnels, SSLSocketFactory tls, Function<ObjectKey, Pod> pods, Predicate<String> simulated) {
        this.tunnels = tunnels;
        this.tls = tls;
        this.pods = pods;
        this.simulated = simulated;
    }

    /** Streams a container's log; an unbound Pod has an empty one. */
    public void log(ObjectKey pod, HttpServletRequest request, HttpServletResponse response) throws IOException {
        PodTarget target = PodTarget.of(pod, pods.apply(pod), request.getParameter("container"));
        response.setContentType("text/plain");
        if (target.node().isEmpty()) return;
        var query = new ArrayList<String>();
        for (String name : LOG_PARAMETERS) {
            String value = request.getParameter(name);
            if (value != null) query.add(name + "=" + encoded(value));
        }
        String path = withQuery(target.path("containerLogs"), query);
        if (isUpgrade(request)) {
            upgrade(target, path, request, response);
            return;
        }
        try (KubeletConnection kubelet = open(target)) {
            var head = kubelet.exchange("GET", path, "HTTP/1.0", List.of());
            if (head.code() != HttpServletResponse.SC_OK) throw failure(head, kubelet.input());
            AnswerRelay.pass(kubelet, response.getOutputStream(), ClientPresence.of(request));
        }
    }

    /** Runs a command; the client's protocol is spoken by the kubelet itself. */
    public void exec(ObjectKey pod, HttpServletRequest request, HttpServletResponse response) throws IOException {
        PodTarget target = bound(PodTarget.of(pod, pods.apply(pod), request.getParameter("container")));
        String[] command = request.getParameterValues("command");
        if (command == null || command.length == 0) {
            throw ApiException.badRequest("you must specify at least 1 command to run in the container");
        }
        var query = streams(request);
        for (String argument : command) query.add("command=" + encoded(argument));
        upgrade(target, withQuery(target.path("exec"), query), request, response);
    }

    /** Joins the command that a container runs. */
    public void attach(ObjectKey pod, HttpServletRequest request, HttpServletResponse response) throws IOException {
        PodTarget target = bound(PodTarget.of(pod, pods.apply(pod), request.getParameter("container")));
        upgrade(target, withQuery(target.path("attach"), streams(request)), request, response);
    }

    /** Connects with ports of a Pod. */
    public void portForward(ObjectKey pod, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PodTarget target = bound(PodTarget.of(pod, pods.apply(pod)));
        var query = new ArrayList<String>();
        String[] ports = request.getParameterValues("ports");
        if (ports != null) for (String port : ports) query.add("port=" + encoded(port));
        upgrade(target, withQuery(target.path("portForward"), query), request, response);
    }

    private static PodTarget bound(PodTarget target) {
        if (!target.node().isEmpty()) return target;
        throw ApiException.badRequest("pod " + target.pod().name() + " does not have a host assigned");
    }

    private static List<String> streams(HttpServletRequest request) {
        var query = new ArrayList<String>();
        STREAM_PARAMETERS.forEach((api, kubelet) -> {
            if (isTrue(request.getParameter(api))) query.add(kubelet + "=1");
        });
        return query;
    }

    private static boolean isUpgrade(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return "websocket".equalsIgnoreCase(upgrade) || "SPDY/3.1".equalsIgnoreCase(upgrade);
    }

    private void upgrade(PodTarget target, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!isUpgrade(request)) throw ApiException.badRequest("Upgrade request required");
        var headers = new ArrayList<Map.Entry<String, String>>();
        request.getHeaderNames().asIterator().forEachRemaining(name -> {
            if (!UPGRADE_HEADERS.contains(name.toLowerCase(Locale.ROOT))) return;
            request.getHeaders(name).asIterator().forEachRemaining(value -> headers.add(Map.entry(name, value)));
        });
        KubeletConnection kubelet = open(target);
        boolean handedOver = false;
        try {
            var head = kubelet.exchange(request.getMethod(), path, "HTTP/1.1", headers);
            if (head.code() != HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
                throw failure(head, kubelet.input());
            }
            for (var header : head.headers()) response.setHeader(header.getKey(), header.getValue());
            request.upgrade(RelayUpgrade.class).prepare(kubelet);
            handedOver = true;
        } catch (ServletException failed) {
            throw new IOException("the connection cannot be upgraded", failed);
        } finally {
            if (!handedOver) kubelet.close();
        }
    }

    private KubeletConnection open(PodTarget target) {
        try {
            return KubeletConnection.open(tunnels, target.node(), tls);
        } catch (IOException unreachable) {
            if (simulated.test(target.node())) {
                throw ApiException.badRequest("pod " + target.pod().name() + " is on the simulated node "
                        + target.node() + ": it has no containers, so there are no logs, exec, attach or port-forward");
            }
            throw ApiException.internal("error dialing backend: " + unreachable.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is shutting down");
        }
    }

    private static ApiException failure(KubeletConnection.Head head, InputStream body) throws IOException {
        int length = head.header("Content-Length").map(Integer::parseInt).orElse(MAXIMUM_ERROR_BYTES);
        byte[] text = body.readNBytes(Math.min(length, MAXIMUM_ERROR_BYTES));
        String message = new String(text, StandardCharsets.UTF_8).strip();
        return ApiException.of(Json.object().put("message", message), head.code());
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equals(value) || "1".equals(value);
    }

    private static String withQuery(String path, List<String> query) {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
