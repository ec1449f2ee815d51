package io.coxswain.node.runtime;

/** The engine did not do what it was asked; the message is the engine's own. */
public final class RuntimeFault extends RuntimeException {
    /** What sort of failure it is, so far as a caller acts on it. */
    public enum Sort {
        NOT_FOUND,
        CONFLICT,
        REFUSED,
        /** The engine did not answer in time; what became of the call is not known. */
        DEADLINE
    }

    private final Sort sort;

    public RuntimeFault(Sort sort, String message) {
        super(message);
        this.sort = sort;
    }

    public RuntimeFault(Sort sort, String message, Throwable cause) {
        super(message, cause);
        this.sort = sort;
    }

    public boolean is(Sort other) {
        return sort == other;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
