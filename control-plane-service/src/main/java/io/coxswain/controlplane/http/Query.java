package io.coxswain.controlplane.http;

import io.coxswain.status.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a request line. */
public record Query(Map<String, List<String>> parameters) {
    public Query {
        parameters = Map.copyOf(parameters);
    }

    public static Query parse(@Nullable String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                if (pair.isEmpty()) continue;
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
            }
        }
        return new Query(parameters);
    }

    /** The first value, empty where the parameter is absent. */
    public String text(String name) {
        List<String> values = parameters.get(name);
        return values == null ? "" : values.getFirst();
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** True for {@code 1}, {@code true} and a parameter without a value, as Go reads a flag of a query. */
    public boolean flag(String name) {
        if (!has(name)) return false;
        String value = text(name);
        return !value.equals("0") && !value.equalsIgnoreCase("false") && !value.equals("f") && !value.equals("F");
    }

    /** A number, 0 where the parameter is absent. */
    public long number(String name) {
        String value = text(name);
        if (value.isEmpty()) return 0;
        if (!value.matches("-?[0-9]{1,18}")) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
        }
        return Long.parseLong(value);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest("the query is not well-formed: " + malformed.getMessage());
        }
    }
}
