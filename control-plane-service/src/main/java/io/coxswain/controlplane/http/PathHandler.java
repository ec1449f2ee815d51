package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves one path that is no resource. The request has been authenticated and authorised by verb and path. */
public interface PathHandler {
    String path();

    void serve(User user, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
