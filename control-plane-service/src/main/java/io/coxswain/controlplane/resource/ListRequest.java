package io.coxswain.controlplane.resource;

/**
 * A page of a list.
 *
 * @param resourceVersion empty for the newest state
 * @param match {@code NotOlderThan}, {@code Exact} or empty
 * @param limit 0 for no limit
 * @param continueToken empty for the first page
 */
public record ListRequest(Selection selection, String resourceVersion, String match, int limit, String continueToken) {
    public static ListRequest newest(Selection selection) {
        return new ListRequest(selection, "", "", 0, "");
    }
}
