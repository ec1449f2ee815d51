package io.coxswain.controlplane.encryption;

import io.coxswain.controlplane.http.PathHandler;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where {@code coxswain secrets rotate} asks for a rotation: a POST by those who may post to this path. */
public final class KeyRotationPath implements PathHandler {
    public static final String PATH = "/coxswain/v1/secrets/rotate";

    private final KeyRotation rotation;
    private final Authorizers authorizers;

    public KeyRotationPath(KeyRotation rotation, Authorizers authorizers) {
        this.rotation = rotation;
        this.authorizers = authorizers;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void serve(User user, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            throw ApiException.methodNotAllowed("the server does not allow this method on the requested resource");
        }
        authorizers.check(user, new Action.OnPath("post", PATH));
        KeyRotation.Rotated rotated = rotation.rotate();
        response.setContentType("application/json");
        response.getOutputStream()
                .write(Json.bytes(
                        Json.object().put("key", rotated.key().toString()).put("objects", rotated.objects())));
    }
}
