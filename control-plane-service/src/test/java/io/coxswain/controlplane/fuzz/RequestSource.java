package io.coxswain.controlplane.fuzz;

import io.coxswain.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** The requests of a seed, each by its number: the same seed and number are the same request. */
final class RequestSource {
    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/yaml",
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            "application/vnd.kubernetes.protobuf",
            "application/vnd.kubernetes.protobuf,application/json",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            "text/plain;q=x",
            "*/*");
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/cbor",
            "text/plain; charset=nonsense");
    private static final List<String> METHODS =
            List.of("POST", "POST", "POST", "GET", "GET", "PATCH", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW");
    private static final List<String> PARAMETERS = List.of(
            "labelSelector",
            "fieldSelector",
            "limit",
            "continue",
            "resourceVersion",
            "resourceVersionMatch",
            "watch",
            "allowWatchBookmarks",
            "sendInitialEvents",
            "timeoutSeconds",
            "timeout",
            "dryRun",
            "fieldManager",
            "fieldValidation",
            "force",
            "pretty",
            "includeObject",
            "propagationPolicy",
            "gracePeriodSeconds",
            "orphanDependents",
            "container",
            "tailLines");
    private static final List<String> VALUES = List.of(
            "",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "7",
            "99999999999999999999",
            "All",
            "Exact",
            "NotOlderThan",
            "Strict",
            "Background",
            "Orphan",
            "a=b",
            "a in (b,c),!d",
            "a notin (",
            "metadata.name=a",
            "metadata.name!=a,",
            "spec.nodeName=x",
            "status.phase=Running",
            "a==b==c",
            "!",
            "eyJ2IjoibWV0YSJ9",
            "Metadata",
            "None");
    private static final List<String> SUBRESOURCES = List.of(
            "status",
            "scale",
            "log",
            "exec",
            "attach",
            "portforward",
            "proxy",
            "proxy/x/y",
            "eviction",
            "binding",
            "token",
            "finalize",
            "approval",
            "ephemeralcontainers",
            "resize",
            "nothing");

    private final long seed;
    private final List<Sample> samples = new ArrayList<>();

    /** A valid object and the path of its collection. */
    private record Sample(String collection, ObjectNode object) {}

    /** With samples from a file: a collection's path and an object a line. */
    RequestSource(long seed, Path file) throws IOException {
        this.seed = seed;
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            samples.add(new Sample(line.substring(0, space), Json.parseObject(line.substring(space + 1))));
        }
    }

    FuzzedRequest request(long number) {
        RandomGenerator random = new SplittableRandom(seed * 1_000_003 + number);
        var mutation = new Mutation(random);
        Sample sample = samples.get(random.nextInt(samples.size()));
        // A few names only, so that requests meet objects that others made.
        ObjectNode object = sample.object().deepCopy();
        String name = "fuzz-" + random.nextInt(4);
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        String given = metadata.path("name").asString("");
        // The name of a CustomResourceDefinition is given by what it defines.
        if (given.contains(".")) name = given;
        else metadata.put("name", name);
        String method = METHODS.get(random.nextInt(random.nextInt(12) == 0 ? METHODS.size() : 9));
        boolean one = !method.equals("POST") && random.nextInt(4) != 0;
        String path = sample.collection() + (one ? "/" + name : "");
        if (one && random.nextInt(6) == 0) path += "/" + pick(random, SUBRESOURCES);
        if (random.nextInt(12) == 0) path = mangled(random, mutation, path);
        return new FuzzedRequest(
                method,
                path + query(random, mutation),
                headers(random, mutation, method),
                new String(body(random, mutation, method, object), StandardCharsets.ISO_8859_1));
    }

    private static byte[] body(RandomGenerator random, Mutation mutation, String method, ObjectNode object) {
        if (method.equals("GET") && random.nextInt(10) != 0) return new byte[0];
        if (method.equals("DELETE") && random.nextBoolean()) return new byte[0];
        if (method.equals("PATCH") && random.nextInt(3) == 0) {
            String operation = pick(random, List.of("add", "remove", "replace", "move", "copy", "test", "sail"));
            String pointer = pick(
                    random,
                    List.of(
                            "/metadata/labels/a",
                            "/spec",
                            "/data/k",
                            "",
                            "/",
                            "/a~2b",
                            "/items/-",
                            "/metadata/name",
                            "/spec/containers/0",
                            "/spec/containers/7"));
            ObjectNode step =
                    Json.object().put("op", operation).put("path", pointer).put("from", pointer);
            if (random.nextBoolean()) step.put("value", mutation.word());
            return ("[" + step + "]").getBytes(StandardCharsets.UTF_8);
        }
        return mutation.of(object);
    }

    private static Map<String, String> headers(RandomGenerator random, Mutation mutation, String method) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", random.nextInt(20) == 0 ? visible(mutation.word()) : pick(random, ACCEPTS));
        if (method.equals("PATCH")) headers.put("Content-Type", CONTENT_TYPES.get(random.nextInt(3, 7)));
        else headers.put("Content-Type", random.nextInt(4) == 0 ? pick(random, CONTENT_TYPES) : "application/json");
        if (random.nextInt(30) == 0) headers.put("If-None-Match", visible(mutation.word()));
        if (random.nextInt(30) == 0)
            headers.put("Accept-Encoding", pick(random, List.of("gzip", "br", "gzip;q=0", "*")));
        if (random.nextInt(30) == 0) headers.put("Impersonate-User", visible(mutation.word()));
        if (random.nextInt(60) == 0) headers.put("Impersonate-Extra-" + random.nextInt(9), visible(mutation.word()));
        if (random.nextInt(60) == 0) headers.put("Authorization", "Bearer " + visible(mutation.word()));
        return headers;
    }

    private static String query(RandomGenerator random, Mutation mutation) {
        var query = new StringBuilder();
        for (int count = random.nextInt(3) * random.nextInt(2); count > 0; count--) {
            String value = random.nextInt(4) == 0 ? mutation.word() : pick(random, VALUES);
            query.append(query.isEmpty() ? "?" : "&").append(pick(random, PARAMETERS));
            query.append("=").append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    private static String mangled(RandomGenerator random, Mutation mutation, String path) {
        List<String> parts = new ArrayList<>(List.of(path.split("/", -1)));
        int at = 1 + random.nextInt(parts.size() - 1);
        String word = URLEncoder.encode(mutation.word(), StandardCharsets.UTF_8).replace("+", "%20");
        switch (random.nextInt(4)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(at, word);
            case 2 -> parts.set(at, word);
            default -> parts.add("");
        }
        String mangled = String.join("/", parts);
        return mangled.startsWith("/") ? mangled : "/" + mangled;
    }

    private static String visible(String text) {
        String visible = text.replaceAll("[^\\x21-\\x7e]", "");
        return visible.isEmpty() ? "none" : visible;
    }

    private static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
