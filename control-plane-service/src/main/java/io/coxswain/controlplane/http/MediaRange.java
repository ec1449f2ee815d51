package io.coxswain.controlplane.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A media type with its parameters, as Kubernetes' clients write them; these are not all of RFC 9110's form. */
record MediaRange(String type, Map<String, String> parameters) {
    private static final int MOST = 50;

    /** The ranges of an Accept header, the most wanted first. */
    static List<MediaRange> parseAccept(String header) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String part : header.split(",", MOST)) {
            if (!part.isBlank()) ranges.add(parse(part));
        }
        ranges.sort(Comparator.comparingDouble(MediaRange::quality).reversed());
        return ranges;
    }

    static MediaRange parse(String text) {
        String[] parts = text.split(";", MOST);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int at = 1; at < parts.length; at++) {
            int equals = parts[at].indexOf('=');
            if (equals < 0) continue;
            parameters.put(
                    parts[at].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                    parts[at].substring(equals + 1).strip());
        }
        return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean covers(String mediaType) {
        return type.equals("*/*")
                || type.equals(mediaType)
                || (type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1)));
    }

    private double quality() {
        try {
            return parameters.containsKey("q") ? Double.parseDouble(parameter("q")) : 1;
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
