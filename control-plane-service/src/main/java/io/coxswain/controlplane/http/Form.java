package io.coxswain.controlplane.http;

import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form in which a client wants an answer. */
record Form(View view, boolean yaml) {
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";

    /** What is shown of the objects. */
    enum View {
        OBJECT,
        TABLE,
        PARTIAL
    }

    /** Picks the first range that can be served; an absent header wants JSON. */
    static Form negotiate(@Nullable String accept) {
        return negotiate(accept, Set.of(View.values()));
    }

    /** For what has no metadata to show, such as a review. */
    static Form negotiateWhole(@Nullable String accept) {
        return negotiate(accept, Set.of(View.OBJECT));
    }

    private static Form negotiate(@Nullable String accept, Set<View> views) {
        if (accept == null || accept.isBlank()) return new Form(View.OBJECT, false);
        for (MediaRange range : MediaRange.parseAccept(accept)) {
            View view = view(range);
            if (view == null || !views.contains(view)) continue;
            if (range.covers(JSON)) return new Form(view, false);
            if (range.covers(YAML)) return new Form(view, true);
        }
        throw ApiException.notAcceptable("only the following media types are accepted: " + JSON + ", " + YAML);
    }

    String contentType() {
        return yaml ? YAML : JSON;
    }

    private static @Nullable View view(MediaRange range) {
        String as = range.parameter("as");
        if (as.isEmpty()) return View.OBJECT;
        if (!range.parameter("g").equals("meta.k8s.io")
                || !List.of("v1", "v1beta1").contains(range.parameter("v"))) {
            return null;
        }
        return switch (as) {
            case "Table" -> View.TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> View.PARTIAL;
            default -> null;
        };
    }
}
