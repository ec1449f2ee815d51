package io.coxswain.controlplane.security;

import java.util.List;
import java.util.Optional;

/** The registry of ways to tell who asks, in the order in which they are tried. */
public record Authenticators(List<Authenticator> inOrder) {
    public static Authenticators standard() {
        return new Authenticators(List.of(new CertificateAuthenticator()));
    }

    public Authenticators {
        inOrder = List.copyOf(inOrder);
    }

    /** Empty where nobody vouches for the request. */
    public Optional<User> authenticate(Credentials credentials) {
        return inOrder.stream()
                .flatMap(authenticator -> authenticator.authenticate(credentials).stream())
                .findFirst();
    }
}
