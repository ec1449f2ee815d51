package io.coxswain.controlplane.security.token;

import io.coxswain.controlplane.security.Authenticator;
import io.coxswain.controlplane.security.Credentials;
import io.coxswain.controlplane.security.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of a file that is read once: lines of {@code token,user,uid,"group1,group2"}. */
public final class TokenFileAuthenticator implements Authenticator {
    private static final int LIMIT_BYTES = 1 << 20;

    private final Map<String, User> users = new HashMap<>();

    /** {@code file} is null where there is none. */
    public TokenFileAuthenticator(@Nullable Path file) {
        if (file == null) return;
        try {
            if (Files.size(file) > LIMIT_BYTES) throw new IOException("is larger than " + LIMIT_BYTES + " bytes");
            for (String line : Files.readAllLines(file)) {
                if (line.isBlank() || line.startsWith("#")) continue;
                List<String> fields = fields(line);
                if (fields.size() < 3) throw new IOException("a line needs token, user name and user uid");
                List<String> groups = fields.size() < 4 || fields.get(3).isBlank()
                        ? List.of()
                        : List.of(fields.get(3).split(" *, *", -1));
                users.put(fields.get(0), new User(fields.get(1), fields.get(2), groups, Map.of()));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("token file " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        return credentials.token() == null ? Optional.empty() : Optional.ofNullable(users.get(credentials.token()));
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < line.length(); at++) {
            char letter = line.charAt(at);
            if (letter == '"') quoted = !quoted;
            else if (letter == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else field.append(letter);
        }
        fields.add(field.toString().strip());
        return fields;
    }
}
