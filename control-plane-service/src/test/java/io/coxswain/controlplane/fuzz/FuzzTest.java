package io.coxswain.controlplane.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random requests for a quarter of a minute, ten minutes in the long form: no answer of 500 or above but that nothing
 * stands behind a proxy, none that does not come, nothing that stays behind, no broken store.
 * {@code -Dcoxswain.fuzz.seed} repeats a run's requests; what was found, or is worth asking each time, lies in
 * found.txt.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FuzzTest {
    private static final Path FILES = Path.of("src/test/fuzz");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final Duration LONG_ROUND = Duration.ofSeconds(60);
    private static final int CLIENTS = 4;
    private static final long SEED = 830_493;

    private TestControlPlane controlPlane;
    private HttpClient client;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.start();
        client = controlPlane.admin();
    }

    @AfterAll
    void stop() {
        client.close();
        controlPlane.close();
    }

    /** Rows of found.txt: a method, a target, a content type, an accepted type, a body. */
    static Stream<FuzzedRequest> found() throws IOException {
        return Files.readAllLines(FILES.resolve("found.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" ", 5))
                .map(part -> new FuzzedRequest(
                        part[0],
                        part[1],
                        Map.of("Content-Type", part[2], "Accept", part[3]),
                        part.length > 4 ? part[4] : ""));
    }

    @ParameterizedTest
    @MethodSource("found")
    @Order(1)
    void whatWasFoundStaysMended(FuzzedRequest request) throws IOException {
        assertThat(send(request)).isLessThan(500);
    }

    @Test
    @Order(2)
    void noRequestBreaksTheServer() throws Exception {
        boolean isLong = Boolean.getBoolean("coxswain.long");
        // The short form asks the same each time, so that what it finds is the fault of a change.
        long seed = Long.getLong("coxswain.fuzz.seed", isLong ? System.nanoTime() % 1_000_000 : SEED);
        int rounds = isLong ? 10 : 1;
        Duration round = isLong ? LONG_ROUND : ROUND;
        System.out.println("fuzz: -Dcoxswain.fuzz.seed=" + seed);
        var source = new RequestSource(seed, FILES.resolve("samples.txt"));
        var invariants = new Invariants(controlPlane, client);
        var next = new AtomicLong();
        Map<Integer, Long> answers = new LinkedHashMap<>();
        int before = 0;
        for (int number = 0; number < rounds; number++) {
            List<Invariants.Listed> lists = invariants.lists();
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
            long end = System.nanoTime() + round.toNanos();
            try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
                for (int each = 0; each < CLIENTS; each++) {
                    clients.execute(() -> {
                        while (System.nanoTime() < end) ask(source, next.getAndIncrement(), failures, statuses);
                    });
                }
            }
            statuses.forEach(status -> answers.merge(status, 1L, Long::sum));
            assertThat(failures).as("seed %d, answers %s", seed, answers).isEmpty();
            // The first answer of each kind starts threads that then stay.
            if (number == 0) before = threads();
            invariants.revisionsAreDenseAndOrdered();
            invariants.watchesLeadFromListToList(lists);
            invariants.everyObjectIsReadable();
        }
        System.out.println("fuzz: " + next + " requests, answers " + answers);
        assertThat(answers).containsKeys(200, 201, 400, 404, 409, 422);
        int most = before + 20;
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isLessThan(most));
        client.close();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(connections()).isLessThan(CLIENTS));
        client = controlPlane.admin();
    }

    private void ask(RequestSource source, long number, Queue<String> failures, Queue<Integer> statuses) {
        FuzzedRequest request = source.request(number);
        try {
            int status = send(request);
            statuses.add(status);
            if (status >= 500 && !(status == 503 && request.isProxied()))
                failures.add(status + " for number " + number + ": " + request);
        } catch (IOException | RuntimeException failure) {
            failures.add(failure + " for number " + number + ": " + request);
        }
    }

    /** The status, once the whole answer is read, or its head where it goes on. */
    private int send(FuzzedRequest request) throws IOException {
        var builder = HttpRequest.newBuilder(controlPlane.uri(request.target()))
                .timeout(PATIENCE)
                .method(request.method(), BodyPublishers.ofByteArray(request.bytes()));
        request.headers().forEach(builder::header);
        Future<Integer> status = client.sendAsync(builder.build(), BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> {
                    try (InputStream body = response.body()) {
                        if (!request.isLong()) body.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException cut) {
                        throw new UncheckedIOException(cut);
                    }
                    return response.statusCode();
                });
        try {
            return status.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IOException(failure);
        }
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isVirtual())
                .count();
    }

    /** Connections to the server's port that are open on its side. */
    private long connections() throws IOException {
        String port = String.format(java.util.Locale.ROOT, ":%04X", controlPlane.port());
        List<String> lines = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6"))
            lines.addAll(Files.readAllLines(Path.of(table)));
        // Fields: number, local address, remote address, state (01 established).
        return lines.stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(field -> field[1].endsWith(port) && field[3].equals("01"))
                .count();
    }
}
