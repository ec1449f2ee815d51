package io.coxswain.local.endtoend;

import io.coxswain.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The unmodified kubectl, in one namespace. */
record Kubectl(Map<String, String> environment, String namespace) {
    private static final String PROGRAM = System.getenv().getOrDefault("COXSWAIN_KUBECTL", "kubectl");

    Command command(String... words) {
        List<String> all = new ArrayList<>(List.of(PROGRAM, "-n", namespace));
        all.addAll(Arrays.asList(words));
        return new Command(all, environment, "", Duration.ofMinutes(3));
    }

    Command.Result run(String... words) {
        return command(words).run();
    }

    Kubectl with(String variable, String value) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put(variable, value);
        return new Kubectl(Map.copyOf(variables), namespace);
    }

    Command.Result apply(String manifest) {
        return command("apply", "-f", "-").reading(manifest).run();
    }

    ObjectNode json(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("-o", "json"));
        return Json.parseObject(run(all.toArray(String[]::new)).succeeds().out());
    }

    List<String> names(String resource, String... more) {
        List<String> all = new ArrayList<>(List.of("get", resource, "-o", "name"));
        all.addAll(Arrays.asList(more));
        return run(all.toArray(String[]::new))
                .succeeds()
                .out()
                .lines()
                .map(line -> line.substring(line.indexOf('/') + 1))
                .sorted()
                .toList();
    }

    void rolledOut(String deployment) {
        run("rollout", "status", "deployment/" + deployment, "--timeout=120s").succeeds();
    }
}
