package io.coxswain.local.command;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.WireApi;
import io.coxswain.join.PinnedKey;
import io.coxswain.local.kubeconfig.KubeconfigEntry;
import io.coxswain.local.profile.LocalException;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tokens by which machines join. */
@Command(
        name = "token",
        description = "Make, show and end the tokens by which machines join.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListTokens.class, TokenCommand.Delete.class})
final class TokenCommand {
    /** Who may join by a token. */
    enum Joining {
        NODE("coxswain.node-agent", "system:bootstrappers:coxswain:nodes"),
        GATEWAY("coxswain.gateway", "system:bootstrappers:coxswain:gateways");

        private final String properties;
        private final String group;

        Joining(String properties, String group) {
            this.properties = properties;
            this.group = group;
        }
    }

    @Command(name = "create", description = "Make a token and print it.")
    static final class Create implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private ProfileOption profile = new ProfileOption();

        @Option(names = "--for", description = "What joins: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Joining joining = Joining.NODE;

        @Option(names = "--ttl", description = "How long it is good, such as PT24H; PT0S for ever (default: PT24H).")
        private Duration life = Duration.ofHours(24);

        @Option(names = "--description", description = "What it is for.")
        private String description = "";

        @Option(names = "--print-settings", description = "Print the settings to join with.")
        private boolean settings;

        @Override
        public Integer call() {
            KubeconfigEntry entry = KubeconfigOption.entry(profile.profile());
            var token = JoinToken.make(new SecureRandom(), joining.group, description, life, Clock.systemUTC());
            int code = with(entry, api -> {
                api.create(Kinds.SECRET, token.secret());
                return 0;
            });
            if (settings) {
                System.out.println(joining.properties + ".join.server=" + entry.server());
                System.out.println(joining.properties + ".join.token=" + token.text());
                System.out.println(joining.properties + ".join.ca-cert-hashes="
                        + PinnedKey.of(entry.identity().authority()));
            } else {
                System.out.println(token.text());
            }
            return code;
        }
    }

    @Command(name = "list", description = "Show the tokens, without their secrets.")
    static final class ListTokens implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private ProfileOption profile = new ProfileOption();

        @Override
        public Integer call() {
            return with(KubeconfigOption.entry(profile.profile()), api -> {
                System.out.printf("%-8s %-22s %-48s %s%n", "ID", "EXPIRES", "GROUPS", "DESCRIPTION");
                JoinToken.list(api).forEach(System.out::println);
                return 0;
            });
        }
    }

    @Command(name = "delete", description = "End a token at once.")
    static final class Delete implements java.util.concurrent.Callable<Integer> {
        @Mixin
        private ProfileOption profile = new ProfileOption();

        @Parameters(paramLabel = "TOKEN", description = "The token, or its first six letters.")
        private String token = "";

        @Override
        public Integer call() {
            String id = token.split("\\.", 2)[0];
            return with(KubeconfigOption.entry(profile.profile()), api -> {
                api.delete(
                        Kinds.SECRET,
                        new ObjectKey(JoinToken.NAMESPACE, JoinToken.PREFIX + id),
                        DeleteOptions.defaults());
                System.out.println("The token " + id + " is ended");
                return 0;
            });
        }
    }

    private static int with(KubeconfigEntry entry, ToIntFunction<Api> work) {
        try (WireApi api =
                new WireApi(URI.create(entry.server()), entry.identity().sslContext(), "coxswain")) {
            return work.applyAsInt(api);
        } catch (ApiException refused) {
            throw new LocalException(String.valueOf(refused.getMessage()), refused);
        }
    }
}
