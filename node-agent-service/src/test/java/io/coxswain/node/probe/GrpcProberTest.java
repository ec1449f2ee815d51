package io.coxswain.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a server that speaks HTTP/2 with flow control, header tables and trailers of its own. */
class GrpcProberTest {
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;

    @TempDir
    Path directory;

    private final Tomcat server = new Tomcat();
    private int port;

    @BeforeEach
    void start() throws Exception {
        server.setBaseDir(directory.toString());
        var connector = new Connector();
        connector.setPort(0);
        connector.addUpgradeProtocol(new Http2Protocol());
        server.setConnector(connector);
        var context = server.addContext("", directory.toString());
        Tomcat.addServlet(context, "health", new Health());
        context.addServletMappingDecoded("/grpc.health.v1.Health/Check", "health");
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        server.destroy();
    }

    /** The health service, as any of gRPC's libraries answers: the message, then the call's status in trailers. */
    private static final class Health extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] asked = request.getInputStream().readAllBytes();
            String service = asked.length > 7 ? new String(asked, 7, asked.length - 7, StandardCharsets.UTF_8) : "";
            response.setContentType("application/grpc");
            boolean known = service.isEmpty() || service.equals("ill");
            boolean call = "application/grpc".equals(request.getContentType())
                    && "trailers".equals(request.getHeader("te"))
                    && asked.length >= 5
                    && asked[4] == asked.length - 5;
            if (!known || !call) {
                response.setHeader("grpc-status", call ? "5" : "13");
                return;
            }
            response.setTrailerFields(() -> Map.of("grpc-status", "0"));
            response.getOutputStream()
                    .write(new byte[] {0, 0, 0, 0, 2, 8, (byte) (service.isEmpty() ? SERVING : NOT_SERVING)});
        }
    }

    private ProbeAnswer ask(int at, String service) {
        Probe probe = new ProbeBuilder()
                .withNewGrpc()
                .withPort(at)
                .withService(service)
                .endGrpc()
                .build();
        return new GrpcProber(SocketChannel::open)
                .ask(new ProbeTarget("", new Container(), "127.0.0.1"), probe, Duration.ofSeconds(5));
    }

    @Test
    void tellsWhatTheServiceSays() {
        assertThat(ask(port, "")).isEqualTo(new ProbeAnswer.Success());
        assertThat(ask(port, "ill"))
                .isEqualTo(new ProbeAnswer.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
        assertThat(ask(port, "nobody"))
                .isInstanceOfSatisfying(
                        ProbeAnswer.Failure.class,
                        failure -> assertThat(failure.toString()).contains("does not know the service \"nobody\""));
    }

    @Test
    void failsWhereNobodyListens() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(ask(free, "")).isInstanceOf(ProbeAnswer.Failure.class);
    }
}
