package io.coxswain.gateway.proxy;

import io.coxswain.gateway.route.HostName;
import io.coxswain.gateway.route.NormalPath;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request's head after the checks that come before routing. */
sealed interface CheckedRequest {
    /**
     * A request that may be routed.
     *
     * @param host in its normal form, for routing
     * @param authority the Host header as the client sent it
     * @param target the normal path, and the query byte for byte
     * @param bodyLength 0 for none, -1 for a chunked body
     */
    record Accepted(
            HttpRequest head,
            String host,
            String authority,
            String path,
            String target,
            long bodyLength,
            boolean keepAlive,
            boolean upgrade)
            implements CheckedRequest {
        boolean isHead() {
            return HttpMethod.HEAD.equals(head.method());
        }

        boolean isHttp10() {
            return head.protocolVersion().minorVersion() == 0;
        }

        /** True where sending it twice does what sending it once does. */
        boolean isRepeatable() {
            return bodyLength == 0 && !HttpMethod.POST.equals(head.method()) && !HttpMethod.PATCH.equals(head.method());
        }
    }

    record Refused(int status, String why) implements CheckedRequest {}

    static CheckedRequest of(HttpRequest request, long maxBody) {
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return new Refused(505, "only HTTP/1.1 and HTTP/1.0 are served here");
        }
        HttpMethod method = request.method();
        if (HttpMethod.CONNECT.equals(method) || HttpMethod.TRACE.equals(method)) {
            return new Refused(405, method + " is not served here");
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > ProxySettings.MAX_HEADER_FIELDS) return new Refused(431, "too many header fields");

        List<String> transfer = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked = !transfer.isEmpty();
        if (chunked
                && (transfer.size() > 1
                        || !"chunked".equalsIgnoreCase(transfer.getFirst())
                        || version.minorVersion() == 0
                        || headers.contains(HttpHeaderNames.CONTENT_LENGTH))) {
            return new Refused(400, "the length of the body is not clear");
        }
        long length = chunked ? -1 : HttpUtil.getContentLength(request, 0L);
        if (length > maxBody) return new Refused(413, "the body is larger than " + maxBody + " bytes");
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !"100-continue".equalsIgnoreCase(expect)) {
            return new Refused(417, "only Expect: 100-continue is known");
        }
        return located(request, length);
    }

    private static CheckedRequest located(HttpRequest request, long length) {
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        boolean http10 = request.protocolVersion().minorVersion() == 0;
        if (hosts.size() > 1 || (hosts.isEmpty() && !http10)) {
            return new Refused(400, "a request needs exactly one Host header");
        }
        String authority = hosts.isEmpty() ? "" : hosts.getFirst();
        String host = hosts.isEmpty() ? "" : HostName.of(authority);
        if (host == null) return new Refused(400, "the Host header is not valid");

        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (!path.startsWith("/")) {
            String lower = path.length() < 8 ? "" : path.substring(0, 8).toLowerCase(Locale.ROOT);
            int start = lower.startsWith("http://") ? 7 : lower.equals("https://") ? 8 : -1;
            if (start < 0) return new Refused(400, "the request target is neither a path nor a URL");
            int slash = path.indexOf('/', start);
            String named = path.substring(start, slash < 0 ? path.length() : slash);
            if (!named.equalsIgnoreCase(authority)) {
                return new Refused(400, "the request target and the Host header name different hosts");
            }
            path = slash < 0 ? "/" : path.substring(slash);
        }
        if (query >= 0 && !isCleanQuery(uri, query)) return new Refused(400, "the query is not valid");
        return switch (NormalPath.of(path)) {
            case NormalPath.Refused(String why) -> new Refused(400, why);
            case NormalPath.Normal(String normal) -> {
                String target = query < 0 ? normal : normal.concat(uri.substring(query));
                boolean upgrade = isWebSocket(headers) && length == 0 && !http10;
                yield new Accepted(
                        request, host, authority, normal, target, length, HttpUtil.isKeepAlive(request), upgrade);
            }
        };
    }

    private static boolean isWebSocket(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true);
    }

    private static boolean isCleanQuery(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '#') return false;
        }
        return true;
    }

    private static Refused undecodable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) return new Refused(414, "the request line is too long");
        if (cause instanceof TooLongFrameException) return new Refused(431, "the header is too long");
        return new Refused(400, "the request is malformed");
    }
}
