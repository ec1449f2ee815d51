package io.coxswain.controlplane.openapi;

import io.coxswain.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/** A document as it goes over the wire. */
public final class OpenApiDocument {
    private final byte[] body;
    private final String hash;

    private OpenApiDocument(byte[] body, String hash) {
        this.body = body;
        this.hash = hash;
    }

    static OpenApiDocument of(ObjectNode content) {
        byte[] body = Json.bytes(content);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(body);
            return new OpenApiDocument(body, HexFormat.of().withUpperCase().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** JSON, not copied: callers only read it. */
    public byte[] body() {
        return body;
    }

    /** The value of the query parameter {@code hash} that names this content: what it names never changes. */
    public String hash() {
        return hash;
    }

    /** For the header of that name, quotes included. */
    public String etag() {
        return '"' + hash + '"';
    }
}
