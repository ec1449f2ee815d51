package io.coxswain.node.runtime;

import java.util.List;

/**
 * An image in the engine's store.
 *
 * @param id the digest of its configuration
 * @param digests names by digest, for images that came from a registry
 * @param user the user that the image runs as, or empty for root
 */
public record ImageSnapshot(String id, List<String> digests, String user, long sizeBytes) {
    public ImageSnapshot {
        digests = List.copyOf(digests);
    }
}
