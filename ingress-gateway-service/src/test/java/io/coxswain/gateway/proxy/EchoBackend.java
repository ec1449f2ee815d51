package io.coxswain.gateway.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend on plain sockets that can be scripted per connection; by default it answers with the head it received. */
final class EchoBackend implements AutoCloseable {
    /** Answers one request whose head has been read; false ends the connection. */
    interface Script {
        boolean answer(String head, InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();

    EchoBackend(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static EchoBackend echo() throws IOException {
        return new EchoBackend((head, in, out) -> {
            int length = contentLength(head);
            byte[] body = length >= 0 ? in.readNBytes(length) : readChunks(in);
            answer(out, head + new String(body, StandardCharsets.ISO_8859_1));
            return true;
        });
    }

    static void answer(OutputStream out, String body) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** A text block as it goes over the wire. */
    static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static int contentLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
                return Integer.parseInt(line.substring(16));
            }
        }
        return head.contains("transfer-encoding: chunked") ? -1 : 0;
    }

    static byte[] readChunks(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (true) {
            String size = line(in);
            text.append(size).append("\r\n");
            int length = Integer.parseInt(size, 16);
            if (length == 0) break;
            text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1))
                    .append(line(in))
                    .append("\r\n");
        }
        for (String trailer = "x"; !trailer.isEmpty(); ) {
            trailer = line(in);
            text.append(trailer).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next; (next = in.read()) != '\n'; ) {
            if (next < 0) throw new IOException("closed");
            if (next != '\r') line.append((char) next);
        }
        return line.toString();
    }

    static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) return "";
            head.append((char) next);
        }
        return head.toString();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean more = true;
            while (more) {
                String head = readHead(in);
                if (head.isEmpty()) return;
                requests.incrementAndGet();
                more = script.answer(head, in, out);
            }
        } catch (IOException gone) {
            // the other side closed, as it may
        } finally {
            open.remove(socket);
        }
    }

    /** Closes the connections, but goes on accepting. */
    void dropConnections() throws IOException {
        for (Socket socket : open) socket.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropConnections();
    }
}
