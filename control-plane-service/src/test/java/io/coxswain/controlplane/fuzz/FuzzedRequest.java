package io.coxswain.controlplane.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent: a target of visible characters only, since this goes through an ordinary client.
 *
 * @param body a character per byte
 */
record FuzzedRequest(String method, String target, Map<String, String> headers, String body) {
    byte[] bytes() {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An answer that goes on by its nature. */
    boolean isLong() {
        return target.contains("watch") || target.contains("follow") || target.contains("sendInitialEvents");
    }

    /** To a Pod, a Service or a Node, of which there may be none that answers. */
    boolean isProxied() {
        return target.contains("/proxy");
    }

    /** In one line, for a row of found.txt. */
    @Override
    public String toString() {
        return method + " " + target + " " + headers + " " + body;
    }
}
