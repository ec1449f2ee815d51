package io.coxswain.node.volume;

/** A volume cannot be made yet; the message says what is missing. */
public final class VolumeNotReady extends RuntimeException {
    private final boolean complete;

    public VolumeNotReady(String message) {
        super(message);
        this.complete = false;
    }

    public VolumeNotReady(String message, Throwable cause) {
        super(message, cause);
        this.complete = false;
    }

    private VolumeNotReady(String message, boolean complete) {
        super(message);
        this.complete = complete;
    }

    /** With a message that names the volume and the step already. */
    static VolumeNotReady complete(String message) {
        return new VolumeNotReady(message, true);
    }

    boolean isComplete() {
        return complete;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
