package io.coxswain.controlplane.tunnel;

import io.coxswain.tunnel.TunnelSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP exchange with a kubelet or a Pod. What follows the head of the response is read raw from {@link #input()}.
 */
final class KubeletConnection implements AutoCloseable {
    private static final int MAXIMUM_HEAD_BYTES = 16 * 1024;
    private static final int KUBELET_PORT = 10250;

    /** The status line's code and the header fields in their order. */
    record Head(int code, List<Map.Entry<String, String>> headers) {
        Optional<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    private final Socket socket;

    private KubeletConnection(Socket socket) {
        this.socket = socket;
    }

    static KubeletConnection open(NodeTunnels tunnels, String node, SSLSocketFactory tls)
            throws IOException, InterruptedException {
        var inner = new TunnelSocket(tunnels.open(node, "kubelet"));
        try {
            return new KubeletConnection(tls.createSocket(inner, node, KUBELET_PORT, true));
        } catch (IOException failed) {
            inner.close();
            throw failed;
        }
    }

    /** To a Pod, which speaks plain HTTP. */
    static KubeletConnection plain(NodeTunnels tunnels, String node, String target)
            throws IOException, InterruptedException {
        return new KubeletConnection(new TunnelSocket(tunnels.open(node, target)));
    }

    InputStream input() throws IOException {
        return socket.getInputStream();
    }

    OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    /** Sends a request without a body. HTTP/1.0 makes the kubelet end the body of its answer by closing. */
    Head exchange(String method, String pathAndQuery, String version, List<Map.Entry<String, String>> headers)
            throws IOException {
        send(method, pathAndQuery, version, headers);
        return readHead();
    }

    /** Sends the head of a request; the body goes to {@link #output()}. */
    void send(String method, String pathAndQuery, String version, List<Map.Entry<String, String>> headers)
            throws IOException {
        var text = new StringBuilder(method + " " + pathAndQuery + " " + version + "\r\nHost: kubelet\r\n");
        for (var header : headers) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        output().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        output().flush();
    }

    Head readHead() throws IOException {
        List<String> lines = headText().lines().toList();
        String status = lines.getFirst();
        if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) throw new IOException("not HTTP: " + status);
        var headers = new ArrayList<Map.Entry<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(Map.entry(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return new Head(Integer.parseInt(status.substring(9, 12)), headers);
    }

    /** Byte by byte, so that nothing behind the head is taken; TLS has the record in memory already. */
    private String headText() throws IOException {
        var head = new ByteArrayOutputStream();
        InputStream in = input();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) throw new IOException("the kubelet closed the connection");
            head.write(next);
            boolean expected = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : next == '\r' ? 1 : 0;
            if (head.size() > MAXIMUM_HEAD_BYTES) throw new IOException("the kubelet's answer has too long a head");
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
