package io.coxswain.node.image;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.RegistryLogin;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads from Secrets who may pull which images: the files of Docker's client, in both of their forms. */
public final class PullSecrets {
    private static final String DOCKER = "docker.io";

    private PullSecrets() {}

    private record Entry(String place, RegistryLogin login) {}

    /** The logins for an image, that of the closest place first; a Secret that is no such file has none. */
    public static List<RegistryLogin> logins(List<Secret> secrets, String image) {
        var entries = new ArrayList<Entry>();
        for (Secret secret : secrets) {
            read(secret, ".dockerconfigjson").path("auths").properties().forEach(auth -> add(entries, auth));
            read(secret, ".dockercfg").properties().forEach(auth -> add(entries, auth));
        }
        String name = qualified(image);
        return entries.stream()
                .filter(entry -> isAt(name, entry.place()))
                .sorted(Comparator.comparingInt((Entry entry) -> entry.place().length())
                        .reversed())
                .map(Entry::login)
                .toList();
    }

    private static JsonNode read(Secret secret, String key) {
        Map<String, String> data = secret.getData();
        String text = data == null ? null : data.get(key);
        if (text == null) return Json.object();
        try {
            return Json.parseObject(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException | JacksonException malformed) {
            return Json.object();
        }
    }

    private static void add(List<Entry> entries, Map.Entry<String, JsonNode> auth) {
        String place = auth.getKey()
                .replaceFirst("^https?://", "")
                .replaceFirst("/v[12]/?$", "")
                .replaceFirst("/$", "");
        if (place.equals("index.docker.io") || place.equals("registry-1.docker.io")) place = DOCKER;
        JsonNode login = auth.getValue();
        String username = login.path("username").asString("");
        String password = login.path("password").asString("");
        String both = decoded(login.path("auth").asString(""));
        if (username.isEmpty() && both.indexOf(':') > 0) {
            username = both.substring(0, both.indexOf(':'));
            password = both.substring(both.indexOf(':') + 1);
        }
        entries.add(new Entry(
                place,
                new RegistryLogin(
                        auth.getKey(),
                        username,
                        password,
                        login.path("identitytoken").asString(""))));
    }

    private static String decoded(String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** With the registry in front, also where Docker's own is meant. */
    private static String qualified(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (!hasRegistry) return DOCKER + "/" + (slash < 0 ? "library/" + image : image);
        return first.equals("index.docker.io") ? DOCKER + image.substring(slash) : image;
    }

    /** The place is a registry, with a star for a part of its name where it likes, and the beginning of a path. */
    private static boolean isAt(String image, String place) {
        String[] wanted = place.split("/", 2);
        String[] given = image.split("/", 2);
        String host = Pattern.quote(wanted[0]).replace("*", "\\E[^.]*\\Q");
        return given[0].matches(host) && (wanted.length == 1 || given[1].startsWith(wanted[1]));
    }
}
