package io.coxswain.local.profile;

/** A failure that its message explains to the user in one line; no stack trace is shown. */
public final class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalException(String message) {
        super(message);
    }

    public LocalException(String message, Throwable cause) {
        super(message, cause);
    }
}
