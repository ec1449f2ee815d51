package io.coxswain.controlplane.store;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON text of an object, kept so that its resourceVersion can be put in without parsing: the text holds an empty
 * {@code "resourceVersion":""} at the start of its metadata, and the place of the digits is known.
 *
 * <p>Stored form: a format byte, the place of the digits as a big-endian int, and the UTF-8 text.
 */
public final class Body {
    /** Plain JSON. A {@link BodyCodec} uses other values for its forms. */
    public static final byte FORMAT_JSON = 1;

    private static final int HEADER_BYTES = 5;
    private static final byte[] MARK = "\"metadata\":{\"resourceVersion\":\"".getBytes(StandardCharsets.UTF_8);

    private final byte[] stored;

    private Body(byte[] stored) {
        this.stored = stored;
    }

    /** Takes the tree as it is, but for its resourceVersion. */
    public static Body of(ObjectNode tree) {
        ObjectNode ordered = Json.object();
        ordered.set("kind", tree.path("kind"));
        ordered.set("apiVersion", tree.path("apiVersion"));
        ObjectNode metadata = ordered.putObject("metadata");
        metadata.put("resourceVersion", "");
        Metadata.of(tree).properties().forEach(entry -> {
            if (!entry.getKey().equals("resourceVersion")) metadata.set(entry.getKey(), entry.getValue());
        });
        tree.properties().forEach(entry -> {
            if (!ordered.has(entry.getKey())) ordered.set(entry.getKey(), entry.getValue());
        });
        byte[] text = Json.bytes(ordered);
        ByteBuffer stored = ByteBuffer.allocate(HEADER_BYTES + text.length);
        stored.put(FORMAT_JSON).putInt(placeOfDigits(text)).put(text);
        return new Body(stored.array());
    }

    /** Reads the stored form. */
    public static Body ofStored(byte[] stored) {
        if (stored.length < HEADER_BYTES || stored[0] != FORMAT_JSON) {
            throw new IllegalArgumentException(
                    "unknown format of a stored object: " + (stored.length == 0 ? "empty" : stored[0]));
        }
        return new Body(stored);
    }

    /** The stored form; not to be changed. */
    public byte[] stored() {
        return stored;
    }

    public int length() {
        return stored.length - HEADER_BYTES;
    }

    /** The JSON text with this resourceVersion. */
    public byte[] json(long revision) {
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        int place = ByteBuffer.wrap(stored).getInt(1);
        byte[] json = new byte[length() + digits.length];
        System.arraycopy(stored, HEADER_BYTES, json, 0, place);
        System.arraycopy(digits, 0, json, place, digits.length);
        System.arraycopy(stored, HEADER_BYTES + place, json, place + digits.length, length() - place);
        return json;
    }

    /** A new tree that the caller may change, with this resourceVersion. */
    public ObjectNode tree(long revision) {
        return Json.parseObject(json(revision));
    }

    private static int placeOfDigits(byte[] text) {
        for (int at = 0; at <= text.length - MARK.length; at++) {
            if (java.util.Arrays.equals(text, at, at + MARK.length, MARK, 0, MARK.length)) return at + MARK.length;
        }
        throw new IllegalStateException("no resourceVersion in the metadata");
    }
}
