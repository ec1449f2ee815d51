package io.coxswain.client;

import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Arrays;
import java.util.stream.Stream;

/** The forms of a patch, with their media types. */
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Those that a kind knows: a custom resource has no directives, so that a strategic merge means nothing for it. */
    public static Stream<PatchType> of(Kind<?> kind) {
        return Arrays.stream(values())
                .filter(type -> type != STRATEGIC || kind.view() != GenericKubernetesResource.class);
    }

    public String mediaType() {
        return mediaType;
    }
}
