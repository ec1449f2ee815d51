package io.coxswain.node.image;

import io.coxswain.node.runtime.ImageSnapshot;
import java.time.Instant;

/** Whether the image of a container is at hand. */
public sealed interface ImageState {
    record Present(ImageSnapshot image) implements ImageState {}

    /** On its way; who asked is woken when that ends. */
    record Pulling() implements ImageState {}

    /**
     * Not to be had, as it seems.
     *
     * @param reason the waiting reason of the container, such as {@code ErrImagePull}
     * @param askAgain when the next request may find another state
     */
    record Missing(String reason, String message, Instant askAgain) implements ImageState {}
}
