package io.coxswain.node.simulated;

import io.coxswain.json.Json;
import io.coxswain.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.databind.JsonNode;

/** The stages of a Pod's life in order; the first that fits a Pod is the one that it takes. */
public record Stages(List<Stage> inOrder) {
    private static final String STANDARD = "stages.yml";
    private static final int MOST = 1000;
    private static final Set<String> FIELDS = Set.of(
            "name",
            "from",
            "labels",
            "owner",
            "afterMilliseconds",
            "jitterMilliseconds",
            "to",
            "exitCode",
            "reason",
            "message");

    public Stages {
        inOrder = List.copyOf(inOrder);
    }

    /** Pods become ready at once, those of Jobs succeed after a second, and those to be deleted go at once. */
    public static Stages standard() {
        try (InputStream in =
                Objects.requireNonNull(Stages.class.getResourceAsStream(STANDARD), "the standard stages are here")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** Those of a file; a file that is wrong is refused with what is wrong. */
    public static Stages read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /** {@code yaml} is YAML or JSON with a list {@code stages}; an unknown field is refused. */
    public static Stages parse(String yaml) {
        JsonNode root;
        try {
            root = Json.MAPPER.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
        } catch (YAMLException malformed) {
            throw new IllegalArgumentException("not YAML: " + malformed.getMessage(), malformed);
        }
        JsonNode stages = root.path("stages");
        if (!stages.isArray() || root.size() != 1) throw new IllegalArgumentException("a list \"stages\" is needed");
        if (stages.size() > MOST) throw new IllegalArgumentException("more than " + MOST + " stages are refused");
        return new Stages(stages.valueStream().map(Stages::stage).toList());
    }

    private static Stage stage(JsonNode stage) {
        String name = stage.path("name").asString("");
        if (name.isEmpty()) throw new IllegalArgumentException("a stage has no name");
        for (String field : stage.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("stage " + name + ": there is no field " + field);
            }
        }
        return new Stage(
                name,
                state(name, stage.path("from")),
                LabelSelector.parse(stage.path("labels").asString("")),
                stage.path("owner").asString(""),
                Duration.ofMillis(number(name, stage, "afterMilliseconds")),
                Duration.ofMillis(number(name, stage, "jitterMilliseconds")),
                state(name, stage.path("to")),
                (int) number(name, stage, "exitCode"),
                stage.path("reason").asString(""),
                stage.path("message").asString(""));
    }

    private static long number(String name, JsonNode stage, String field) {
        JsonNode value = stage.path(field);
        if (value.isMissingNode()) return 0;
        if (!value.isInt()) throw new IllegalArgumentException("stage " + name + ": " + field + " is not a number");
        return value.intValue();
    }

    private static PodState state(String name, JsonNode value) {
        return Arrays.stream(PodState.values())
                .filter(state -> state.name().equals(value.asString("")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stage " + name + ": \"" + value.asString("")
                        + "\" is none of "
                        + Arrays.stream(PodState.values()).map(PodState::name).collect(Collectors.joining(", "))));
    }

    Optional<Stage> next(Pod pod, PodState state) {
        return inOrder.stream().filter(stage -> stage.fits(pod, state)).findFirst();
    }
}
