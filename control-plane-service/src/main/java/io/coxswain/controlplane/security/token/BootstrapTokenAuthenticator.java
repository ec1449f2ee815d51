package io.coxswain.controlplane.security.token;

import io.coxswain.controlplane.security.Authenticator;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The tokens by which new machines join, each kept as a Secret in kube-system. */
public final class BootstrapTokenAuthenticator implements Authenticator {
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern GROUP = Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

    private final Store store;
    private final Clock clock;

    public BootstrapTokenAuthenticator(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        if (credentials.token() == null) return Optional.empty();
        Matcher token = TOKEN.matcher(credentials.token());
        if (!token.matches()) return Optional.empty();
        String id = token.group(1);
        return store.cached()
                .get(new StoreKey("secrets", BootstrapToken.NAMESPACE, BootstrapToken.secretName(id)))
                .map(secret -> secret.body().tree(secret.revision()))
                .filter(secret -> isGood(secret, id, token.group(2)))
                .flatMap(secret -> user(secret, id));
    }

    private boolean isGood(ObjectNode secret, String id, String given) {
        return BootstrapToken.isFor(secret, "authentication", clock.instant())
                && BootstrapToken.text(secret, "token-id").equals(id)
                && MessageDigest.isEqual(
                        BootstrapToken.text(secret, "token-secret").getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where the Secret names a group that such a token may not give. */
    private static Optional<User> user(ObjectNode secret, String id) {
        List<String> groups = new ArrayList<>(List.of("system:bootstrappers"));
        String more = BootstrapToken.text(secret, "auth-extra-groups");
        for (String group : more.isEmpty() ? new String[0] : more.split(",", -1)) {
            if (!GROUP.matcher(group).matches()) return Optional.empty();
            groups.add(group);
        }
        return Optional.of(new User("system:bootstrap:" + id, groups));
    }
}
