package io.coxswain.client;

import io.coxswain.pki.Identity;
import io.coxswain.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The current context of a kubeconfig file: a server, and who to be there.
 *
 * @param authority signed the server's certificate
 * @param client the client certificate to show; null where there is none
 * @param token the bearer token to send; empty where there is none
 * @param tokenFile holds the token, which may change; null where there is none
 * @param namespace what the context names, or {@code default}
 */
public record Kubeconfig(
        URI server,
        X509Certificate authority,
        @Nullable Identity client,
        String token,
        @Nullable Path tokenFile,
        String namespace) {
    private static final int LIMIT_BYTES = 1 << 20;
    /** What would change who we are or whom we trust, and is not done here: refused, never ignored. */
    private static final List<String> REFUSED_OF_CLUSTER =
            List.of("insecure-skip-tls-verify", "proxy-url", "tls-server-name");

    private static final List<String> REFUSED_OF_USER =
            List.of("username", "password", "exec", "auth-provider", "as", "as-groups");

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
            X509Certificate authority = Pem.readCertificate(pem(cluster, "certificate-authority", file));
            Object namespace = context.get("namespace");
            Object tokenFile = user.get("tokenFile");
            return new Kubeconfig(
                    URI.create(text(cluster, "server", file)),
                    authority,
                    client(user, authority, file),
                    user.get("token") instanceof String token ? token : "",
                    tokenFile instanceof String named ? beside(file, named) : null,
                    namespace instanceof String given && !given.isEmpty() ? given : "default");
        } catch (YAMLException unreadable) {
            throw wrong(file, "is not YAML: " + unreadable.getMessage());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("kubeconfig " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** With the token of a machine that has no certificate yet. */
    public static Kubeconfig ofToken(URI server, X509Certificate authority, String token) {
        return new Kubeconfig(server, authority, null, token, null, "default");
    }

    /** The client certificate with its key; {@link IllegalArgumentException} where there is none. */
    public Identity identity() {
        if (client == null) throw new IllegalArgumentException("the kubeconfig has no client-certificate");
        return client;
    }

    public SSLContext sslContext() {
        return client == null ? Identity.trusting(authority) : client.sslContext();
    }

    /** The token to send now; empty where there is none. */
    public String bearer() {
        if (tokenFile == null) return token;
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("token file " + tokenFile + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Says where to and never what is secret. */
    @Override
    public String toString() {
        return "Kubeconfig[" + server + "]";
    }

    private static @Nullable Identity client(Map<?, ?> user, X509Certificate authority, Path file) throws IOException {
        boolean certificate = user.containsKey("client-certificate") || user.containsKey("client-certificate-data");
        boolean token = user.containsKey("token") || user.containsKey("tokenFile");
        if (!certificate && token) return null;
        return new Identity(
                Pem.readPrivateKey(pem(user, "client-key", file)),
                Pem.readCertificate(pem(user, "client-certificate", file)),
                authority);
    }

    private static Path beside(Path file, String named) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? Path.of(named) : directory.resolve(named);
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
        return Files.readString(beside(file, text(of, field, file)));
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
                throw wrong(file, field + " is not supported: use a client certificate or a token, and the authority");
            }
        }
    }

    private static IllegalArgumentException wrong(Path file, String what) {
        return new IllegalArgumentException("kubeconfig " + file + ": " + what);
    }
}
