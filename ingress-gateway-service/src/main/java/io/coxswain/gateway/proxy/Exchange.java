package io.coxswain.gateway.proxy;

import io.coxswain.gateway.endpoint.Endpoint;
import io.coxswain.gateway.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way to an endpoint, and its response on the way back. Nothing of a body is kept. */
final class Exchange {
    private static final Logger ACCESS = LoggerFactory.getLogger("io.coxswain.gateway.access");
    private static final Duration SUSPENSION = Duration.ofSeconds(2);
    private static final int MAX_PENDING_BYTES = 64 * 1024;

    private final Loop loop;
    private final ClientConnection client;
    private final CheckedRequest.Accepted request;
    private final Route route;
    private final long begunNanos = System.nanoTime();
    private List<Endpoint> tried = List.of();
    private int tries;
    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamPool pool;
    private @Nullable UpstreamConnection upstream;
    private boolean onUsedConnection;
    private @Nullable ArrayDeque<HttpContent> pending;
    private int pendingBytes;
    private long requestBytes;
    private boolean requestComplete;
    private boolean interim;
    private boolean switching;
    private int status;
    private ResponseHead.Framing framing = ResponseHead.Framing.NO_BODY;
    private boolean upstreamKeepAlive;
    private boolean clientKeepAlive;
    private boolean done;
    private long progress;

    Exchange(Loop loop, ClientConnection client, CheckedRequest.Accepted request, Route route) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.route = route;
        this.progress = loop.now();
    }

    boolean isHead() {
        return request.isHead();
    }

    boolean isDone() {
        return done;
    }

    /** When a byte last moved, by the loop's clock. */
    long progress() {
        return progress;
    }

    // The way to an endpoint

    void start() {
        Endpoint chosen = route.upstream().pick(tried);
        if (chosen == null) {
            if (tries == 0)
                unavailable("no endpoint of Service " + route.upstream().backend() + " is ready");
            else fail(502, "no endpoint of Service " + route.upstream().backend() + " could be reached");
            return;
        }
        tryOn(chosen).acquire(this);
    }

    private UpstreamPool tryOn(Endpoint chosen) {
        tries++;
        chosen.begin();
        endpoint = chosen;
        pool = loop.pool(chosen);
        return pool;
    }

    void connected(UpstreamConnection connection, boolean used) {
        upstream = connection;
        onUsedConnection = used;
        progress = loop.now();
        connection.carry(this);
        ByteBuf head = connection.channel().alloc().buffer(512);
        RequestHead.write(head, request, client.address());
        var _ = connection.channel().write(head, connection.channel().voidPromise());
        if (pending != null) {
            for (HttpContent content; (content = pending.poll()) != null; ) forward(connection, content);
            pendingBytes = 0;
            if (connection.channel().isWritable()) client.readMore(true);
        }
        if (!client.isReading()) connection.channel().flush();
    }

    void connectFailed(Throwable cause) {
        if (done) return;
        if (endpoint != null) {
            endpoint.suspend(SUSPENSION);
            addTried(endpoint);
        }
        boolean late = cause instanceof ConnectTimeoutException;
        if (tries >= ProxySettings.MAX_TRIES) {
            fail(late ? 504 : 502, "no endpoint of Service " + route.upstream().backend() + " could be reached");
            return;
        }
        leaveEndpoint();
        loop.traffic.retried();
        start();
    }

    private void addTried(Endpoint failed) {
        if (tried.isEmpty()) tried = new ArrayList<>(ProxySettings.MAX_TRIES);
        tried.add(failed);
    }

    void unavailable(String why) {
        fail(503, why);
    }

    // The request's body

    void requestBody(HttpContent content) {
        progress = loop.now();
        if (done || content.decoderResult().isFailure()) {
            content.release();
            if (!done) clientBroke();
            return;
        }
        if (content instanceof LastHttpContent) requestComplete = true;
        requestBytes += content.content().readableBytes();
        if (requestBytes > loop.settings.maxRequestBody()) {
            content.release();
            requestComplete = false;
            fail(413, "the body is larger than " + loop.settings.maxRequestBody() + " bytes");
            return;
        }
        UpstreamConnection connection = upstream;
        if (connection != null) {
            forward(connection, content);
            if (!connection.channel().isWritable() && !requestComplete) {
                connection.channel().flush();
                if (!connection.channel().isWritable()) client.readMore(false);
            }
            return;
        }
        if (request.bodyLength() == 0) {
            content.release();
            return;
        }
        if (pending == null) pending = new ArrayDeque<>();
        pending.add(content);
        pendingBytes += content.content().readableBytes();
        if (pendingBytes > MAX_PENDING_BYTES) client.readMore(false);
    }

    private void forward(UpstreamConnection connection, HttpContent content) {
        Body.write(connection.channel(), content, request.bodyLength() < 0);
    }

    void flushUpstream() {
        if (upstream != null) upstream.channel().flush();
    }

    void upstreamWritable() {
        progress = loop.now();
        client.readMore(true);
    }

    // The response

    void responseHead(HttpResponse response) {
        progress = loop.now();
        if (response.decoderResult().isFailure() || response.protocolVersion().majorVersion() != 1) {
            upstreamBroke("an endpoint answered with what is not HTTP/1.1");
            return;
        }
        int code = response.status().code();
        if (code < 200) {
            interimHead(response, code);
            return;
        }
        status = code;
        boolean chunked = HttpUtil.isTransferEncodingChunked(response);
        boolean sized = response.headers().contains("content-length");
        boolean empty = isHead() || code == 204 || code == 304;
        framing = empty
                ? ResponseHead.Framing.NO_BODY
                : sized
                        ? ResponseHead.Framing.LENGTH
                        : request.isHttp10() ? ResponseHead.Framing.CLOSE : ResponseHead.Framing.CHUNKED;
        upstreamKeepAlive = HttpUtil.isKeepAlive(response) && (chunked || sized || empty);
        clientKeepAlive = request.keepAlive() && framing != ResponseHead.Framing.CLOSE && !loop.isDraining();
        ByteBuf head = client.channel().alloc().buffer(512);
        ResponseHead.write(head, response, framing, request.isHttp10(), clientKeepAlive, loop.date());
        client.write(head);
    }

    private void interimHead(HttpResponse response, int code) {
        interim = true;
        switching = code == 101;
        if (switching && !request.upgrade()) {
            upstreamBroke("an endpoint switched protocols unasked");
            return;
        }
        if (request.isHttp10()) return;
        ByteBuf head = client.channel().alloc().buffer(256);
        ResponseHead.writeInterim(head, response);
        client.write(head);
    }

    void responseBody(HttpContent content) {
        progress = loop.now();
        if (done) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            upstreamBroke("the body of a response is malformed");
            return;
        }
        if (interim) {
            content.release();
            interim = false;
            if (switching) tunnel();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        switch (framing) {
            case NO_BODY -> content.release();
            case CHUNKED -> Body.write(client.channel(), content, true);
            case LENGTH, CLOSE -> Body.write(client.channel(), content, false);
        }
        if (last) {
            complete();
        } else if (!client.channel().isWritable()) {
            client.flush();
            if (!client.channel().isWritable() && upstream != null) upstream.readMore(false);
        }
    }

    void flushClient() {
        client.flush();
    }

    void clientWritable() {
        progress = loop.now();
        if (upstream != null) upstream.readMore(true);
    }

    private void complete() {
        boolean whole = requestComplete;
        finish(upstreamKeepAlive && whole);
        client.flush();
        client.requestDone(clientKeepAlive && whole);
    }

    private void tunnel() {
        UpstreamConnection connection = upstream;
        Endpoint to = endpoint;
        if (connection == null || to == null) return;
        status = 101;
        to.begin();
        finishWithoutUpstream();
        var tunnel = new Tunnel(loop, to, client.channel(), connection.channel());
        client.flush();
        connection.handOver(tunnel.upstreamEnd());
        client.handOver(tunnel.clientEnd());
    }

    // What can go wrong

    /** The upstream connection is gone before the response was complete. */
    void upstreamClosed() {
        if (done) return;
        upstream = null;
        if (status == 0 && request.isRepeatable() && tries < ProxySettings.MAX_TRIES && !loop.isDraining()) {
            Endpoint before = endpoint;
            leaveEndpoint();
            loop.traffic.retried();
            if (onUsedConnection && before != null && !before.isRetired()) {
                tryOn(before).acquireFresh(this);
            } else {
                if (before != null) addTried(before);
                start();
            }
            return;
        }
        upstreamBroke("an endpoint closed the connection before it answered");
    }

    private void upstreamBroke(String why) {
        if (status == 0) fail(502, why);
        else abort();
    }

    private void clientBroke() {
        if (status == 0) fail(400, "the body is malformed");
        else abort();
    }

    void clientClosed() {
        if (done) return;
        if (status == 0) status = 499;
        finish(false);
    }

    void check(long now) {
        if (done || now - progress < loop.settings.responseTimeout().toNanos()) return;
        boolean clientIsSlow = !requestComplete && client.channel().config().isAutoRead();
        if (status != 0) abort();
        else if (clientIsSlow) fail(408, "the body did not come in time");
        else fail(504, "an endpoint did not answer in time");
    }

    /** Ends with an answer of the gateway's own. */
    private void fail(int code, String why) {
        if (done) return;
        status = code;
        boolean whole = requestComplete || request.bodyLength() == 0;
        boolean keepAlive = whole && request.keepAlive() && !request.isHttp10() && !loop.isDraining();
        finish(false);
        client.writeOwn(code, why, isHead(), keepAlive);
        client.failed(keepAlive, requestComplete);
    }

    /** The response has begun: closing is the only way left to say that it is not complete. */
    private void abort() {
        if (done) return;
        finish(false);
        client.close();
    }

    private void finish(boolean reusable) {
        UpstreamConnection connection = upstream;
        finishWithoutUpstream();
        if (connection != null) connection.end(reusable);
    }

    private void finishWithoutUpstream() {
        done = true;
        upstream = null;
        leaveEndpoint();
        if (pending != null) {
            for (HttpContent content; (content = pending.poll()) != null; ) content.release();
        }
        long took = System.nanoTime() - begunNanos;
        loop.traffic.finished(status, took);
        if (loop.settings.accessLog()) {
            ACCESS.info(
                    "{} {} {}{} {} {} µs to {}",
                    client.address().peer(),
                    request.head().method(),
                    request.authority(),
                    request.target(),
                    status,
                    took / 1000,
                    route.upstream().backend());
        }
    }

    private void leaveEndpoint() {
        if (pool != null) pool.cancel(this);
        if (endpoint != null) endpoint.end();
        pool = null;
        endpoint = null;
    }
}
