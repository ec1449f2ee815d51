package io.coxswain.controlplane.security.token;

import io.coxswain.controlplane.security.User;
import java.util.List;

/** Whose a token is, and for whom it was made. */
public record TokenIdentity(User user, List<String> audiences) {}
