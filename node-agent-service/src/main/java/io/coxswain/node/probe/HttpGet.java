package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A GET to a container as a probe or a hook asks for it.
 *
 * @param agent what it calls itself unless the request says otherwise
 */
public record HttpGet(Dialer dialer, String agent) {
    /** The status of the answer. */
    public int status(HTTPGetAction action, ProbeTarget target, Duration patience) throws IOException {
        String host = host(action, target);
        int port = target.port(action.getPort());
        boolean secure = "HTTPS".equals(action.getScheme());
        try (SocketChannel channel = dialer.dial(new InetSocketAddress(host, port));
                Socket socket = secure ? encrypted(channel.socket(), host, port) : channel.socket()) {
            socket.setSoTimeout((int) patience.toMillis());
            return get(socket, request(action, host + ":" + port, path(action)));
        }
    }

    static String address(HTTPGetAction action, ProbeTarget target) {
        String scheme = "HTTPS".equals(action.getScheme()) ? "https" : "http";
        return scheme + "://" + host(action, target) + ":" + target.port(action.getPort()) + path(action);
    }

    private static String host(HTTPGetAction action, ProbeTarget target) {
        return action.getHost() == null || action.getHost().isEmpty() ? target.podAddress() : action.getHost();
    }

    private static String path(HTTPGetAction action) {
        return action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
    }

    private String request(HTTPGetAction action, String authority, String path) {
        List<HTTPHeader> own = action.getHttpHeaders() == null ? List.of() : action.getHttpHeaders();
        boolean hasHost = own.stream().anyMatch(header -> header.getName().equalsIgnoreCase("Host"));
        boolean hasAgent = own.stream().anyMatch(header -> header.getName().equalsIgnoreCase("User-Agent"));
        Stream<String> standard = Stream.of(
                hasHost ? "" : "Host: " + authority,
                hasAgent ? "" : "User-Agent: " + agent,
                "Accept: */*",
                "Connection: close");
        Stream<String> asked = own.stream().map(header -> header.getName() + ": " + header.getValue());
        return Stream.concat(standard, asked)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(
                        "\r\n", "GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\n", "\r\n\r\n"));
    }

    private static int get(Socket socket, String request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1024);
        String line = in.readLine();
        String[] words = line == null ? new String[0] : line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[0-9]{3}")) {
            throw new IOException(line == null ? "EOF" : "malformed HTTP response \"" + line + "\"");
        }
        return Integer.parseInt(words[1]);
    }

    /** A probe asks whether the server answers, not who it is: certificates of Pods are seldom made for addresses. */
    private static Socket encrypted(Socket socket, String host, int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnyone()}, new SecureRandom());
            return context.getSocketFactory().createSocket(socket, host, port, true);
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    private static final class TrustAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
