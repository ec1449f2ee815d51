package io.coxswain.controlplane.resource;

import io.coxswain.status.ApiException;

/** Reads resourceVersions of requests. */
final class Revisions {
    private Revisions() {}

    /** An empty version is 0. */
    static long parse(String resourceVersion) {
        if (resourceVersion.isEmpty()) return 0;
        if (!resourceVersion.matches("[0-9]{1,18}")) {
            throw ApiException.badRequest("resourceVersion: Invalid value: \"" + resourceVersion
                    + "\": strconv.ParseUint: parsing \"" + resourceVersion + "\": invalid syntax");
        }
        return Long.parseLong(resourceVersion);
    }
}
