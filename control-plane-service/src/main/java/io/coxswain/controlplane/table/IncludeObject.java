package io.coxswain.controlplane.table;

import io.coxswain.status.ApiException;
import org.jspecify.annotations.Nullable;

/** How much of each object a table carries beside its cells: the {@code includeObject} parameter. */
public enum IncludeObject {
    None,
    Metadata,
    Object;

    /** The default is {@code Metadata}; any other word is {@code BadRequest}. */
    public static IncludeObject parse(@Nullable String parameter) {
        if (parameter == null || parameter.isEmpty()) return Metadata;
        for (IncludeObject include : values()) {
            if (include.name().equals(parameter)) return include;
        }
        throw ApiException.badRequest("invalid includeObject value: \"" + parameter + "\"");
    }
}
