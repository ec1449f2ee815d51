package io.coxswain.controlplane.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves a subresource that is a stream. The request has been authenticated and authorised. */
public interface ConnectHandler {
    /** Such as {@code pods/log}. */
    String resource();

    /** Whether what follows the subresource in the path belongs to the stream, which then takes every method. */
    default boolean takesPaths() {
        return false;
    }

    void connect(ApiRequest.Connect connect, HttpServletRequest request, HttpServletResponse response)
            throws IOException;
}
