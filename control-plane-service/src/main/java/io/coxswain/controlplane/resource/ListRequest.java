package io.coxswain.controlplane.resource;

/**
 * A page of a list.
 *
 * @param resourceVersion empty for the newest state
 * @param match {@code NotOlderThan}, {@code Exact} or empty
 * @param limit 0 for no limit
 * @param continueToken empty for the first page
 * @param sendInitialEvents whether the client asks for what only a watch gives
 */
public record ListRequest(
        Selection selection,
        String resourceVersion,
        String match,
        int limit,
        String continueToken,
        boolean sendInitialEvents) {
    public ListRequest(Selection selection, String resourceVersion, String match, int limit, String continueToken) {
        this(selection, resourceVersion, match, limit, continueToken, false);
    }

    public static ListRequest newest(Selection selection) {
        return new ListRequest(selection, "", "", 0, "");
    }
}
