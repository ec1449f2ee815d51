package io.coxswain.controlplane.security;

import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Optional;

/** The registry of ways to tell who asks, in the order in which they are tried. */
public record Authenticators(List<Authenticator> inOrder) {
    public Authenticators {
        inOrder = List.copyOf(inOrder);
    }

    /**
     * The user whom the credentials are good for; anonymous where there are none, {@code Unauthorized} where a token is
     * shown that nobody knows.
     */
    public User authenticate(Credentials credentials) {
        Optional<User> user = find(credentials);
        if (user.isPresent()) return user.get();
        if (credentials.token() != null) throw ApiException.unauthorized();
        return User.anonymous();
    }

    /** Empty where nobody vouches for the credentials. */
    public Optional<User> find(Credentials credentials) {
        for (Authenticator authenticator : inOrder) {
            Optional<User> user = authenticator.authenticate(credentials);
            if (user.isPresent()) return user.map(User::authenticated);
        }
        return Optional.empty();
    }
}
