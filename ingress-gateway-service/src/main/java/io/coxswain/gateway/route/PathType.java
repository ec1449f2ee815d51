package io.coxswain.gateway.route;

/** How the path of a rule is compared; {@code ImplementationSpecific} is read as {@link #PREFIX}. */
public enum PathType {
    /** The whole path, with its trailing slash or without. */
    EXACT,
    /** Element by element: {@code /a} matches {@code /a} and {@code /a/b}, not {@code /ab}. */
    PREFIX
}
