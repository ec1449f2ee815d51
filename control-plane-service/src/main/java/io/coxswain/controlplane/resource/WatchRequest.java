package io.coxswain.controlplane.resource;

import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to watch.
 *
 * @param resourceVersion the changes behind this one; empty or "0" begins with the objects that are there
 * @param match {@code NotOlderThan} or empty
 * @param bookmarks whether the client understands bookmarks
 * @param sendInitialEvents null where the client does not say
 */
public record WatchRequest(
        Selection selection,
        String resourceVersion,
        String match,
        boolean bookmarks,
        @Nullable Boolean sendInitialEvents) {
    private static final String NOT_OLDER_THAN = "NotOlderThan";

    void check() {
        List<FieldError> errors = new ArrayList<>();
        String field = "resourceVersionMatch";
        if (sendInitialEvents != null && !match.equals(NOT_OLDER_THAN)) {
            errors.add(FieldError.forbidden(
                    field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!match.isEmpty()) {
            if (sendInitialEvents == null) {
                errors.add(FieldError.forbidden(
                        field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }
            if (!match.equals(NOT_OLDER_THAN)) {
                errors.add(FieldError.notSupported(field, match, List.of(NOT_OLDER_THAN)));
            }
        }
        if (!errors.isEmpty()) throw ApiException.invalidOptions("ListOptions", errors);
    }

    boolean startsWithObjects() {
        if (sendInitialEvents != null) return sendInitialEvents;
        return resourceVersion.isEmpty() || resourceVersion.equals("0");
    }
}
