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
    void check() {
        List<FieldError> errors = new ArrayList<>();
        if (sendInitialEvents != null && !match.equals("NotOlderThan")) {
            errors.add(FieldError.forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        } else if (sendInitialEvents == null && !match.isEmpty()) {
            errors.add(FieldError.forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!errors.isEmpty()) throw ApiException.invalidOptions("ListOptions", errors);
    }

    boolean startsWithObjects() {
        if (sendInitialEvents != null) return sendInitialEvents;
        return resourceVersion.isEmpty() || resourceVersion.equals("0");
    }
}
