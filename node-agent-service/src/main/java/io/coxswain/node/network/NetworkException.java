package io.coxswain.node.network;

import org.jspecify.annotations.Nullable;

/** The network could not be made as wanted; the message says what was tried. Trying again is safe. */
public class NetworkException extends RuntimeException {
    public NetworkException(String message) {
        super(message);
    }

    public NetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
