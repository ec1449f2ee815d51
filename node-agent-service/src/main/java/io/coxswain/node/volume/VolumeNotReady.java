package io.coxswain.node.volume;

/** A volume cannot be made yet; the message says what is missing. */
public final class VolumeNotReady extends RuntimeException {
    /** How much the message says, and whether it is worth an event. */
    private enum Sort {
        FAILED,
        FAILED_AND_NAMED,
        PENDING
    }

    private final Sort sort;

    public VolumeNotReady(String message) {
        this(message, Sort.FAILED);
    }

    public VolumeNotReady(String message, Throwable cause) {
        super(message, cause);
        this.sort = cause instanceof VolumeNotReady other ? other.sort : Sort.FAILED;
    }

    private VolumeNotReady(String message, Sort sort) {
        super(message);
        this.sort = sort;
    }

    /** With a message that names the volume and the step already. */
    static VolumeNotReady complete(String message) {
        return new VolumeNotReady(message, Sort.FAILED_AND_NAMED);
    }

    /** Nothing failed: it is on its way, and the Pod is woken when it is there. */
    public static VolumeNotReady pending(String message) {
        return new VolumeNotReady(message, Sort.PENDING);
    }

    boolean isComplete() {
        return sort == Sort.FAILED_AND_NAMED;
    }

    public boolean isPending() {
        return sort == Sort.PENDING;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
