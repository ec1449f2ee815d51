package io.coxswain.node.volume;

/** A volume cannot be made yet; the message says what is missing. */
public final class VolumeNotReady extends RuntimeException {
    public VolumeNotReady(String message) {
        super(message);
    }

    public VolumeNotReady(String message, Throwable cause) {
        super(message, cause);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
