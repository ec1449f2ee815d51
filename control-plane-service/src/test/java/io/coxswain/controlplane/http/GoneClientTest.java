package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.coxswain.controlplane.TestControlPlane;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A watch that nothing happens to holds its place no longer than its client is there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoneClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WATCHES = 20;

    private TestControlPlane controlPlane;

    @TempDir
    private Path directory;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void aClosedConnectionEndsItsWatches() throws IOException {
        long others = watches();
        try (HttpClient older = client(Version.HTTP_1_1);
                HttpClient newer = client(Version.HTTP_2)) {
            open(older);
            open(newer);
            await().atMost(PATIENCE).until(() -> watches() == others + 2 * WATCHES);
            older.shutdownNow();
            newer.shutdownNow();
        }
        await().atMost(PATIENCE).until(() -> watches() == others);
    }

    @Test
    void aClosedAnswerEndsItsWatch() throws IOException {
        long others = watches();
        try (HttpClient older = client(Version.HTTP_1_1);
                HttpClient newer = client(Version.HTTP_2)) {
            var opened = List.of(open(older), open(newer));
            await().atMost(PATIENCE).until(() -> watches() == others + 2 * WATCHES);
            for (var ofVersion : opened) {
                for (var answer : ofVersion.subList(1, WATCHES))
                    answer.join().body().close();
            }
            await().atMost(PATIENCE).until(() -> watches() == others + 2);
            // The last one of each lives for longer than the server takes to look.
            await().during(Duration.ofSeconds(7)).atMost(PATIENCE).until(() -> watches() == others + 2);
            older.shutdownNow();
            newer.shutdownNow();
        }
        await().atMost(PATIENCE).until(() -> watches() == others);
    }

    private List<CompletableFuture<HttpResponse<java.io.InputStream>>> open(HttpClient client) {
        var opened = new ArrayList<CompletableFuture<HttpResponse<java.io.InputStream>>>();
        for (int number = 0; number < WATCHES; number++) {
            var request = HttpRequest.newBuilder(controlPlane.uri("/api/v1/namespaces/default/configmaps?watch=true"))
                    .build();
            opened.add(client.sendAsync(request, BodyHandlers.ofInputStream()));
        }
        for (var answer : opened) assertThat(answer.join().statusCode()).isEqualTo(200);
        return opened;
    }

    private HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(controlPlane.sslContext("admin", "system:masters"))
                .build();
    }

    /** The threads that serve one. */
    private long watches() throws IOException {
        Path dump = directory.resolve("threads.json");
        Files.deleteIfExists(dump);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        try (var lines = Files.lines(dump)) {
            return lines.filter(line -> line.contains("WatchStream.pump(")).count();
        }
    }
}
