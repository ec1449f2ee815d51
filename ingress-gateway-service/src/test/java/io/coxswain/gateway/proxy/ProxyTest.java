package io.coxswain.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: all.example\r\n\r\n";

    @Test
    void keepsConnectionsAliveAndAnswersPipelinedRequestsInOrder() throws IOException {
        try (var backend = EchoBackend.echo();
                var gateway = TestGateway.to(backend.address());
                Socket socket = gateway.connect()) {
            var all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append(
                        i % 5 == 0 ? "GET /" + i + " HTTP/1.1\r\nHost: no.where\r\n\r\n" : GET.replace("/x", "/" + i));
            }
            EchoBackend.write(socket.getOutputStream(), all.toString());
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < 50; i++) {
                String head = EchoBackend.readHead(in);
                String body = new String(in.readNBytes(EchoBackend.contentLength(head)), StandardCharsets.ISO_8859_1);
                assertThat(head).startsWith(i % 5 == 0 ? "HTTP/1.1 404" : "HTTP/1.1 200");
                if (i % 5 != 0) assertThat(body).startsWith("GET /" + i + " ");
            }
            assertThat(backend.connections.get())
                    .as("connections to the backend")
                    .isEqualTo(1);
        }
    }

    @Test
    void streamsLargeBodiesBothWaysWithFlatMemory() throws Exception {
        long size = 128L << 20;
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    var buffer = new byte[64 * 1024];
                    for (long left = size; left > 0; ) {
                        int count = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                        left -= count;
                        EchoBackend.write(out, Integer.toHexString(count) + "\r\n");
                        out.write(buffer, 0, count);
                        EchoBackend.write(out, "\r\n");
                    }
                    EchoBackend.write(out, "0\r\nX-Sum: kept\r\n\r\n");
                    return true;
                });
                var gateway = TestGateway.to(backend.address());
                Socket socket = gateway.connect()) {
            long before = usedBuffers();
            Thread upload = Thread.ofVirtual().start(() -> upload(socket, size));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            assertThat(EchoBackend.readHead(in)).startsWith("HTTP/1.1 200").contains("transfer-encoding: chunked");
            // the client stops reading here: everything behind it must stop too
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            long most = usedBuffers() - before;
            long received = 0;
            for (String line = line(in); !line.equals("0"); line = line(in)) {
                int count = Integer.parseInt(line, 16);
                in.skipNBytes(count + 2L);
                received += count;
                most = Math.max(most, usedBuffers() - before);
            }
            assertThat(line(in)).isEqualTo("X-Sum: kept");
            assertThat(received).isEqualTo(size);
            assertThat(most).as("bytes of buffers in use").isLessThan(40L << 20);
            upload.join();
        }
    }

    private static void upload(Socket socket, long size) {
        try {
            EchoBackend.write(
                    socket.getOutputStream(),
                    "POST /up HTTP/1.1\r\nHost: all.example\r\nContent-Length: " + size + "\r\n\r\n");
            var buffer = new byte[64 * 1024];
            for (long left = size; left > 0; left -= buffer.length)
                socket.getOutputStream().write(buffer);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static long usedBuffers() {
        return io.netty.util.internal.PlatformDependent.usedDirectMemory();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next; (next = in.read()) != '\n'; ) {
            if (next < 0) throw new IOException("closed");
            if (next != '\r') line.append((char) next);
        }
        return line.toString();
    }

    @Test
    void relaysInterimResponsesAndTrailers() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                    String body = new String(EchoBackend.readChunks(in), StandardCharsets.ISO_8859_1);
                    EchoBackend.answer(out, head + body);
                    return true;
                });
                var gateway = TestGateway.to(backend.address());
                Socket socket = gateway.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int round = 0; round < 2; round++) {
                EchoBackend.write(socket.getOutputStream(), EchoBackend.wire("""
                        POST /x HTTP/1.1
                        Host: all.example
                        Expect: 100-continue
                        Trailer: X-Sum
                        Transfer-Encoding: chunked

                        """));
                assertThat(EchoBackend.readHead(in)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                EchoBackend.write(socket.getOutputStream(), "3\r\nabc\r\n0\r\nX-Sum: 7\r\nHost: evil\r\n\r\n");
                String head = EchoBackend.readHead(in);
                String body = new String(in.readNBytes(EchoBackend.contentLength(head)), StandardCharsets.ISO_8859_1);
                assertThat(body).contains("Expect: 100-continue").endsWith("\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n");
            }
        }
    }

    @Test
    void tunnelsWebSockets() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.write(
                            out,
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: x\r\n\r\nhello " + head.contains("upgrade: websocket"));
                    for (int next; (next = in.read()) >= 0; ) out.write(next);
                    return false;
                });
                var gateway = TestGateway.to(backend.address());
                Socket socket = gateway.connect()) {
            EchoBackend.write(
                    socket.getOutputStream(),
                    "GET /ws HTTP/1.1\r\nHost: all.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Key: x\r\n\r\nearly");
            InputStream in = new BufferedInputStream(socket.getInputStream());
            assertThat(EchoBackend.readHead(in)).startsWith("HTTP/1.1 101").contains("upgrade: websocket");
            assertThat(in.readNBytes(15)).asString().isEqualTo("hello trueearly");
            EchoBackend.write(socket.getOutputStream(), "\0\1GET / HTTP/1.1\r\n\r\n");
            assertThat(in.readNBytes(20)).asString(StandardCharsets.ISO_8859_1).isEqualTo("\0\1GET / HTTP/1.1\r\n\r\n");
            socket.shutdownOutput();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesAnUpgradeThatNobodyAskedFor() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.write(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
                    return true;
                });
                var gateway = TestGateway.to(backend.address())) {
            assertThat(gateway.exchange(GET)).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void answersWithStatusesOfItsOwn() throws IOException {
        try (var gateway = TestGateway.to(refusing())) {
            String bad = gateway.exchange(GET);
            assertThat(bad).startsWith("HTTP/1.1 502").contains("date: ", "server: ", "content-type: ");
            gateway.upstream.replace(List.of());
            assertThat(gateway.exchange(GET)).startsWith("HTTP/1.1 503").contains("n/s:80");
            assertThat(gateway.exchange(GET.replace("GET", "HEAD")))
                    .startsWith("HTTP/1.1 503")
                    .endsWith("\r\n\r\n");
        }
        try (var silent = new EchoBackend((head, in, out) -> in.read() >= 0);
                var gateway =
                        new TestGateway(List.of(), TestGateway.settings(Duration.ofMillis(500)), silent.address());
                Socket socket = gateway.connect()) {
            EchoBackend.write(socket.getOutputStream(), GET);
            assertThat(EchoBackend.readHead(socket.getInputStream())).startsWith("HTTP/1.1 504");
        }
        try (var backend = EchoBackend.echo();
                var gateway =
                        new TestGateway(List.of(), TestGateway.settings(Duration.ofMillis(500)), backend.address());
                Socket socket = gateway.connect()) {
            EchoBackend.write(socket.getOutputStream(), "GET /x HTTP/1.1\r\nHost:");
            assertThat(EchoBackend.readHead(socket.getInputStream())).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void triesAnotherEndpointAndAFreshConnection() throws IOException {
        try (var backend = EchoBackend.echo();
                var gateway = TestGateway.to(refusing(), backend.address())) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.exchange(GET)).startsWith("HTTP/1.1 200");
                backend.dropConnections();
            }
        }
    }

    /** An address that nothing listens on. */
    private static InetSocketAddress refusing() throws IOException {
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), gone.getLocalPort());
        }
    }

    @Test
    void neverRepeatsWhatIsNotIdempotent() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> false);
                var gateway = TestGateway.to(backend.address())) {
            assertThat(gateway.exchange("POST /x HTTP/1.1\r\nHost: all.example\r\nContent-Length: 1\r\n\r\na"))
                    .startsWith("HTTP/1.1 502");
            assertThat(backend.requests.get()).isEqualTo(1);
            assertThat(gateway.exchange(GET)).startsWith("HTTP/1.1 502");
            assertThat(backend.requests.get()).isGreaterThan(1).isLessThanOrEqualTo(1 + ProxySettings.MAX_TRIES);
        }
    }

    @Test
    void aFinalResponseBeforeTheRequestIsWholeDoesNotPoisonTheConnection() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.answer(out, "early");
                    return true;
                });
                var gateway = TestGateway.to(backend.address())) {
            String answer = gateway.exchange(
                    "POST /x HTTP/1.1\r\nHost: all.example\r\nContent-Length: 100\r\n\r\nGET /smuggled HTTP/1.1\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("early");
            assertThat(gateway.exchange(GET)).startsWith("HTTP/1.1 200").endsWith("early");
            assertThat(backend.connections.get()).isEqualTo(2);
        }
    }

    @Test
    void spreadsOverAllEndpoints() throws IOException {
        List<EchoBackend> backends = new ArrayList<>();
        for (int i = 0; i < 10; i++) backends.add(EchoBackend.echo());
        InetSocketAddress[] addresses =
                backends.stream().map(EchoBackend::address).toArray(InetSocketAddress[]::new);
        try (var gateway = TestGateway.to(addresses);
                Socket socket = gateway.connect()) {
            for (int i = 0; i < 100; i++) ask(socket);
            assertThat(backends)
                    .allSatisfy(backend -> assertThat(backend.requests.get()).isEqualTo(10));
        } finally {
            for (EchoBackend backend : backends) backend.close();
        }
    }

    private static String ask(Socket socket) throws IOException {
        EchoBackend.write(socket.getOutputStream(), GET);
        InputStream in = socket.getInputStream();
        String head = EchoBackend.readHead(in);
        in.skipNBytes(EchoBackend.contentLength(head));
        return head;
    }

    @Test
    void losesNoRequestWhenEndpointsComeAndGo() throws Exception {
        try (var gateway = TestGateway.to();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            EchoBackend current = EchoBackend.echo();
            gateway.upstream.replace(List.of(current.address()));
            var stop = new AtomicBoolean();
            var served = new AtomicLong();
            List<Future<?>> loads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                loads.add(clients.submit(() -> {
                    try (Socket socket = gateway.connect()) {
                        while (!stop.get()) {
                            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
                            served.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (int swap = 0; swap < 30; swap++) {
                long mark = served.get() + 50;
                await().pollInterval(Duration.ofMillis(2)).until(() -> served.get() > mark || anyDone(loads));
                EchoBackend next = EchoBackend.echo();
                gateway.upstream.replace(List.of(current.address(), next.address()));
                gateway.upstream.replace(List.of(next.address()));
                current.close();
                current = next;
            }
            stop.set(true);
            for (Future<?> load : loads) load.get();
            assertThat(served.get()).isGreaterThan(1000);
            current.close();
        }
    }

    private static boolean anyDone(List<Future<?>> loads) {
        return loads.stream().anyMatch(Future::isDone);
    }

    @Test
    void finishesRequestsInFlightBeforeItStops() throws Exception {
        var begun = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        try (var backend = new EchoBackend((head, in, out) -> {
                    begun.countDown();
                    try {
                        finish.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    EchoBackend.answer(out, "whole");
                    return true;
                });
                var gateway = TestGateway.to(backend.address());
                Socket idle = gateway.connect();
                Socket socket = gateway.connect()) {
            EchoBackend.write(socket.getOutputStream(), GET);
            begun.await();
            Thread closing = Thread.ofVirtual().start(gateway.server::close);
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            finish.countDown();
            String head = EchoBackend.readHead(socket.getInputStream());
            assertThat(head).startsWith("HTTP/1.1 200").contains("connection: close");
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("whole");
            closing.join();
        }
    }

    @Test
    void waitsForAConnectionWhenThePoolIsFull() throws Exception {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        try (var backend = new EchoBackend((head, in, out) -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    atOnce.decrementAndGet();
                    EchoBackend.answer(out, "ok");
                    return true;
                });
                var gateway = new TestGateway(List.of(), narrow(), backend.address());
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> loads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                loads.add(clients.submit(() -> {
                    try (Socket socket = gateway.connect()) {
                        for (int round = 0; round < 20; round++)
                            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
                    }
                    return null;
                }));
            }
            for (Future<?> load : loads) load.get();
            assertThat(backend.connections.get()).isLessThanOrEqualTo(4);
            assertThat(most.get()).isLessThanOrEqualTo(4);
        }
    }

    private static ProxySettings narrow() {
        Duration long1 = Duration.ofSeconds(20);
        return new ProxySettings(2, long1, long1, long1, long1, long1, long1, long1, 1L << 20, 1000, 2, 1000, false);
    }

    @Test
    void closesWhenAnEndpointBreaksOffInTheMiddle() throws IOException {
        try (var backend = new EchoBackend((head, in, out) -> {
                    EchoBackend.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    return false;
                });
                var gateway = TestGateway.to(backend.address());
                Socket socket = gateway.connect();
                OutputStream out = socket.getOutputStream()) {
            EchoBackend.write(out, GET);
            EchoBackend.readHead(socket.getInputStream());
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("half");
        }
    }
}
