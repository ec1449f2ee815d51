package io.coxswain.controlplane.http;

import io.coxswain.controlplane.security.User;
import io.coxswain.status.ApiException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the watches and streams of one user, so that others find places too. Beyond it 429. */
final class LongRequests {
    private static final int MOST_OF_ONE_USER = 7_500;
    private static final int RETRY_SECONDS = 5;

    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

    /** To be closed when the request has ended. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Place enter(User user) {
        int now = byUser.merge(user.name(), 1, Integer::sum);
        if (now > MOST_OF_ONE_USER) {
            leave(user.name());
            throw ApiException.tooManyRequests(
                    "this user has " + MOST_OF_ONE_USER + " watches and streams, please try again later",
                    RETRY_SECONDS);
        }
        return () -> leave(user.name());
    }

    private void leave(String name) {
        byUser.computeIfPresent(name, (_, number) -> number == 1 ? null : number - 1);
    }
}
