package io.coxswain.node.linux;

/** The kernel refused a call; {@link #errno} says why. */
public final class LinuxException extends RuntimeException {
    public static final int NO_ENTRY = 2;
    public static final int NO_PROCESS = 3;
    public static final int EXISTS = 17;
    public static final int NO_DEVICE = 19;
    public static final int NOT_AVAILABLE = 99;

    private final int errno;

    LinuxException(String call, int errno) {
        super(call + ": " + text(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    private static String text(int errno) {
        return switch (errno) {
            case 1 -> "operation not permitted (the agent needs root, or CAP_NET_ADMIN and CAP_SYS_ADMIN)";
            case NO_ENTRY -> "no such file or entry";
            case NO_PROCESS -> "no such process or route";
            case 13 -> "permission denied";
            case EXISTS -> "exists already";
            case NO_DEVICE -> "no such device";
            case 22 -> "invalid argument";
            case 95 -> "not supported by this kernel";
            case NOT_AVAILABLE -> "no such address";
            case 101 -> "network unreachable";
            default -> "error " + errno;
        };
    }
}
