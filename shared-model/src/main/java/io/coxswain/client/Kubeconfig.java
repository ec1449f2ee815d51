package io.coxswain.client;

import io.coxswain.pki.Identity;
import io.coxswain.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The current context of a kubeconfig file: a server, and the client certificate to show it.
 *
 * @param namespace what the context names, or {@code default}
 */
public record Kubeconfig(URI server, Identity identity, String namespace) {
    private static final int LIMIT_BYTES = 1 << 20;
    /** What would change who we are or whom we trust, and is not done here: refused, never ignored. */
    private static final List<String> REFUSED_OF_CLUSTER =
            List.of("insecure-skip-tls-verify", "proxy-url", "tls-server-name");

    private static final List<String> REFUSED_OF_USER =
            List.of("token", "tokenFile", "username", "password", "exec", "auth-provider", "as", "as-groups");

    /** {@link IllegalArgumentException} that names the file where it lacks something or asks for what is not done. */
    public static Kubeconfig read(Path file) {
        try {
            if (Files.size(file) > LIMIT_BYTES) throw wrong(file, "is larger than " + LIMIT_BYTES + " bytes");
            Map<?, ?> root = map(
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)),
                    file,
                    "the document");
            Map<?, ?> context = named(root, "contexts", "context", text(root, "current-context", file), file);
            Map<?, ?> cluster = named(root, "clusters", "cluster", text(context, "cluster", file), file);
            Map<?, ?> user = named(root, "users", "user", text(context, "user", file), file);
            refuse(cluster, REFUSED_OF_CLUSTER, file);
            refuse(user, REFUSED_OF_USER, file);
            var identity = new Identity(
                    Pem.readPrivateKey(pem(user, "client-key", file)),
                    Pem.readCertificate(pem(user, "client-certificate", file)),
                    Pem.readCertificate(pem(cluster, "certificate-authority", file)));
            Object namespace = context.get("namespace");
            return new Kubeconfig(
                    URI.create(text(cluster, "server", file)),
                    identity,
                    namespace instanceof String given && !given.isEmpty() ? given : "default");
        } catch (YAMLException unreadable) {
            throw wrong(file, "is not YAML: " + unreadable.getMessage());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("kubeconfig " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static Map<?, ?> named(Map<?, ?> root, String list, String field, String name, Path file) {
        if (root.get(list) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map && name.equals(map.get("name"))) {
                    return map(map.get(field), file, field + " " + name);
                }
            }
        }
        throw wrong(file, "has no " + field + " named " + name);
    }

    private static String pem(Map<?, ?> of, String field, Path file) throws IOException {
        if (of.get(field + "-data") instanceof String data) {
            return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        }
        Path directory = file.toAbsolutePath().getParent();
        String named = text(of, field, file);
        return Files.readString(directory == null ? Path.of(named) : directory.resolve(named));
    }

    private static String text(Map<?, ?> of, String field, Path file) {
        if (of.get(field) instanceof String text && !text.isEmpty()) return text;
        throw wrong(file, "has no " + field);
    }

    private static Map<?, ?> map(@Nullable Object value, Path file, String what) {
        if (value instanceof Map<?, ?> map) return map;
        throw wrong(file, what + " is not a map");
    }

    private static void refuse(Map<?, ?> of, List<String> fields, Path file) {
        for (String field : fields) {
            Object value = of.get(field);
            if (value != null && !Boolean.FALSE.equals(value)) {
                throw wrong(file, field + " is not supported: use a client certificate and its authority");
            }
        }
    }

    private static IllegalArgumentException wrong(Path file, String what) {
        return new IllegalArgumentException("kubeconfig " + file + ": " + what);
    }
}
