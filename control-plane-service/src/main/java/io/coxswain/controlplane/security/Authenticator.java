package io.coxswain.controlplane.security;

import java.util.Optional;

/** One way to tell who asks. */
public interface Authenticator {
    /** Empty where these credentials are of no kind that it knows; the next authenticator is asked then. */
    Optional<User> authenticate(Credentials credentials);
}
