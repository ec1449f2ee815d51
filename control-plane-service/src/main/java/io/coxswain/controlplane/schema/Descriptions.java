package io.coxswain.controlplane.schema;

import java.util.HashMap;
import java.util.Map;

/** The texts about types and fields. Larger than the types themselves, so read only to build OpenAPI documents. */
public final class Descriptions {
    private static final String RESOURCE = "descriptions.txt";

    private final Map<String, String> texts;

    private Descriptions(Map<String, String> texts) {
        this.texts = texts;
    }

    public static Descriptions load() {
        var texts = new HashMap<String, String>(8192);
        Schemas.resource(RESOURCE).lines().forEach(line -> {
            int tab = line.indexOf('\t');
            texts.put(line.substring(0, tab), unescape(line.substring(tab + 1)));
        });
        return new Descriptions(texts);
    }

    /** Empty where there is none. */
    public String of(TypeSchema type) {
        return texts.getOrDefault(type.name(), "");
    }

    /** Empty where there is none. */
    public String of(TypeSchema type, FieldSchema field) {
        return texts.getOrDefault(type.name() + "#" + field.name(), "");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) return text;
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            plain.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        default -> escaped;
                    });
        }
        return plain.toString();
    }
}
