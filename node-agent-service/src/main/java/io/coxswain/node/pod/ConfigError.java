package io.coxswain.node.pod;

/** A container's configuration cannot be made, in the kubelet's words. */
final class ConfigError extends RuntimeException {
    ConfigError(String message) {
        super(message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
