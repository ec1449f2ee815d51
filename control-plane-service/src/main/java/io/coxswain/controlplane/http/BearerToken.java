package io.coxswain.controlplane.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the bearer token of a request: in its header or, where a browser opens a WebSocket, among the protocols. */
final class BearerToken {
    private static final String SCHEME = "bearer ";
    private static final String PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private BearerToken() {}

    static @Nullable String of(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            String token = header.substring(SCHEME.length()).strip();
            return token.isEmpty() ? null : token;
        }
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        if (protocols == null) return null;
        for (String protocol : protocols.split(",", -1)) {
            if (protocol.strip().startsWith(PROTOCOL)) {
                return decoded(protocol.strip().substring(PROTOCOL.length()));
            }
        }
        return null;
    }

    /** A token that cannot be read is one that nobody knows. */
    private static String decoded(String encoded) {
        try {
            return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return encoded;
        }
    }
}
