package io.coxswain.controlplane.schema;

import io.coxswain.model.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of the Kubernetes API as the build generated them. Reading the resource takes milliseconds; a type is
 * parsed when it is first asked for and kept, of which there are as many as the API has.
 */
public final class Schemas {
    /** One line a type, one line a field, in the form that {@link #parse} reads. */
    static final String RESOURCE = "types.txt";

    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final String text;
    private final Map<String, Integer> starts;
    private final Map<String, TypeSchema> types = new ConcurrentHashMap<>();

    private Schemas(String text, Map<String, Integer> starts) {
        this.text = text;
        this.starts = starts;
    }

    public static Schemas load() {
        String text = resource(RESOURCE);
        var starts = new HashMap<String, Integer>(2048);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            if (text.charAt(at) == 'T') {
                int nameEnd = text.indexOf('\t', at + 2);
                starts.put(text.substring(at + 2, nameEnd < 0 || nameEnd > end ? end : nameEnd), at);
            }
            at = end + 1;
        }
        return new Schemas(text, starts);
    }

    /**
     * The type of a kind's objects. A kind that the resource does not know gets a type with typed metadata and any
     * other fields.
     */
    public TypeSchema of(Kind<?> kind) {
        TypeSchema known = find(kind.group(), kind.version(), kind.name());
        return known == null ? unknown(kind) : known;
    }

    /** The type of objects that are no registered kind, such as {@code Scale} or {@code Eviction}. */
    public @Nullable TypeSchema find(String group, String version, String name) {
        return find(ApiPackages.of(group, version) + "." + name);
    }

    /** The type of that OpenAPI name, which a {@link Shape.Reference} holds. */
    public TypeSchema type(String name) {
        TypeSchema type = find(name);
        if (type == null) throw new IllegalArgumentException("no type " + name);
        return type;
    }

    public @Nullable TypeSchema find(String name) {
        Integer start = starts.get(name);
        return start == null ? null : types.computeIfAbsent(name, key -> parse(key, start));
    }

    private static TypeSchema unknown(Kind<?> kind) {
        var metadata = FieldSchema.parse("metadata", new Shape.Reference(OBJECT_META), false, List.of());
        return new TypeSchema(
                ApiPackages.of(kind.group(), kind.version()) + "." + kind.name(),
                Map.of("metadata", metadata),
                false,
                true);
    }

    private TypeSchema parse(String name, int start) {
        int at = text.indexOf('\n', start);
        boolean atomic = text.substring(start, at).endsWith("\tatomic");
        var fields = new LinkedHashMap<String, FieldSchema>();
        while (at + 1 < text.length() && text.charAt(at + 1) == 'F') {
            int end = text.indexOf('\n', at + 1);
            String[] parts = text.substring(at + 1, end).split("\t", -1);
            List<String> facts = new ArrayList<>(List.of(parts).subList(4, parts.length));
            fields.put(
                    parts[1], FieldSchema.parse(parts[1], Shape.parse(parts[2]), parts[3].equals("required"), facts));
            at = end;
        }
        return new TypeSchema(name, Collections.unmodifiableMap(fields), atomic, false);
    }

    static String resource(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the build did not generate the resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
