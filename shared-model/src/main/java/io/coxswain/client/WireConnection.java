package io.coxswain.client;

import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP client with its connections. HTTP/2 puts all requests on one connection, and the client does not notice when
 * that connection is dead: after a request that was not answered in time, all connections are given up.
 */
final class WireConnection implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<SSLContext> tls;
    private final ReentrantLock lock = new ReentrantLock();
    private HttpClient client;
    private boolean closed;

    WireConnection(Supplier<SSLContext> tls) {
        this.tls = tls;
        this.client = newClient();
    }

    /** Waits for the whole answer, or for its head where the handler gives a stream. */
    <B> HttpResponse<B> send(HttpRequest request, HttpResponse.BodyHandler<B> handler, Duration patience) {
        HttpClient used = current();
        CompletableFuture<HttpResponse<B>> answer = used.sendAsync(request, handler);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw ApiException.unavailable(request.method() + " " + request.uri() + ": " + cause(failure));
        } catch (TimeoutException late) {
            answer.cancel(true);
            giveUp(used);
            throw ApiException.unavailable(
                    request.method() + " " + request.uri() + ": no answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException stop) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw ApiException.unavailable(request.method() + " " + request.uri() + ": interrupted");
        }
    }

    static ObjectNode object(byte[] body) {
        try {
            return Json.parseObject(body);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            throw ApiException.unavailable("the server answered no JSON object: " + start(body));
        }
    }

    static ApiException failure(int code, byte[] body) {
        ObjectNode status;
        try {
            status = Json.parseObject(body);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            status = Json.object().put("message", "HTTP " + code + ": " + start(body));
        }
        return ApiException.of(status, code);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            client.shutdownNow();
        } finally {
            lock.unlock();
        }
    }

    private HttpClient current() {
        lock.lock();
        try {
            if (closed) throw ApiException.unavailable("the client is closed");
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(HttpClient dead) {
        if (replace(dead)) dead.shutdownNow();
    }

    /** Later requests get connections of their own; those under way go on. */
    void renew() {
        HttpClient old = current();
        if (replace(old)) old.shutdown();
    }

    private boolean replace(HttpClient old) {
        lock.lock();
        try {
            if (closed || client != old) return false;
            client = newClient();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private HttpClient newClient() {
        return HttpClient.newBuilder()
                .sslContext(tls.get())
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    private static String cause(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String start(byte[] body) {
        return new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
    }
}
