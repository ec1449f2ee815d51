package io.coxswain.local.command;

import io.coxswain.json.Json;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Tells why things are as they are. */
@Command(
        name = "explain",
        description = "Tell why things are as they are.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ExplainCommand.Pod.class)
final class ExplainCommand {
    /** What the scheduler thought of each node for a Pod. */
    @Command(name = "pod", description = "Tell why a Pod is on its node, or on none: the scheduler's last attempts.")
    static final class Pod implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Mixin
        private ProfileOption profile = new ProfileOption();

        @Option(
                names = {"-n", "--namespace"},
                paramLabel = "NAMESPACE",
                defaultValue = "default",
                description = "The Pod's namespace (default: ${DEFAULT-VALUE}).")
        private String namespace = "default";

        @Parameters(paramLabel = "NAME", description = "The Pod's name.")
        private String name = "";

        @Override
        public Integer call() throws InterruptedException {
            Profile cluster = profile.profile();
            Settings settings = Settings.read(cluster)
                    .orElseThrow(() -> new LocalException("there is no such cluster: run coxswain start"));
            JsonNode attempts = ask(settings.ports().controlPlaneManagement()).path("attempts");
            if (attempts.isEmpty()) {
                System.out.println("the scheduler did not try Pod " + namespace + "/" + name + " lately");
                return 1;
            }
            attempts.forEach(Pod::print);
            return 0;
        }

        private JsonNode ask(int port) throws InterruptedException {
            URI address = URI.create(
                    "http://127.0.0.1:" + port + "/actuator/scheduling/" + encoded(namespace) + "/" + encoded(name));
            try (HttpClient client =
                    HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new LocalException("the control plane answers with HTTP " + answer.statusCode());
                }
                return Json.parseObject(answer.body());
            } catch (IOException e) {
                throw new LocalException("the control plane does not answer: " + e.getMessage(), e);
            }
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        private static void print(JsonNode attempt) {
            String node = attempt.path("node").asString("");
            System.out.printf(
                    "%s  attempt %d: %s%s%n",
                    attempt.path("at").asString(""),
                    attempt.path("attempt").asInt(0),
                    attempt.path("result").asString(""),
                    node.isEmpty() ? "" : ", node " + node);
            String message = attempt.path("message").asString("");
            if (!message.isEmpty()) System.out.println("  " + message);
            for (JsonNode refusal : attempt.path("refusals")) {
                System.out.printf(
                        "  %-30s refused by %s: %s%n",
                        refusal.path("node").asString(""),
                        refusal.path("plugin").asString(""),
                        String.join(", ", Json.texts(refusal.path("reasons"))));
            }
            int more = attempt.path("moreRefused").asInt(0);
            if (more > 0) System.out.println("  and " + more + " more nodes refused");
            for (JsonNode score : attempt.path("scores")) {
                var parts = new StringBuilder();
                score.path("byPlugin")
                        .properties()
                        .forEach(each -> parts.append("  ")
                                .append(each.getKey())
                                .append(' ')
                                .append(each.getValue().asInt(0)));
                System.out.printf(
                        "  %-30s score %5d%s%n",
                        score.path("node").asString(""), score.path("total").asInt(0), parts);
            }
        }
    }
}
