package io.coxswain.local.command;

import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Profile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What concerns the encryption of Secrets in the database. */
@Command(
        name = "secrets",
        description = "Look after the encryption of Secrets.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = SecretsCommand.Rotate.class)
final class SecretsCommand {
    /** Makes a new data key. */
    @Command(name = "rotate", description = "Make a new data key, and encrypt every Secret with it.")
    static final class Rotate implements Callable<Integer> {
        @Mixin
        private ProfileOption profile = new ProfileOption();

        @Override
        public Integer call() throws InterruptedException {
            Profile cluster = profile.profile();
            var entry = KubeconfigOption.entry(cluster);
            try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
                System.out.println("Encrypted " + api.rotateSecrets() + " Secrets with a new data key; the key that"
                        + " protects it is in " + cluster.pki().resolve("secrets.key"));
                return 0;
            } catch (IOException e) {
                throw new LocalException("the API does not rotate the key: " + e.getMessage(), e);
            }
        }
    }
}
