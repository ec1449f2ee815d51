package io.coxswain.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of requests, with everything encoded that a path or a query cannot hold. */
final class WirePath {
    private WirePath() {}

    /** {@code query} is encoded already. */
    static URI resolve(URI server, String path, String query) {
        try {
            String root = server.getPath() == null || server.getPath().equals("/") ? "" : server.getPath();
            URI plain = new URI(server.getScheme(), server.getAuthority(), root + path, null, null);
            return query.isEmpty() ? plain : URI.create(plain + "?" + query);
        } catch (URISyntaxException unusable) {
            throw new IllegalArgumentException("no address of a request: " + server + path, unusable);
        }
    }

    static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
