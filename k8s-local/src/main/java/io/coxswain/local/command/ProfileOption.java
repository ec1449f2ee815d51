package io.coxswain.local.command;

import io.coxswain.local.profile.Profile;
import picocli.CommandLine.Option;

/** Which cluster of this machine a command is about. */
final class ProfileOption {
    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            defaultValue = Profile.DEFAULT,
            description = "The cluster, if there are several on this machine (default: ${DEFAULT-VALUE}).")
    private String name = Profile.DEFAULT;

    Profile profile() {
        return Profile.named(name, System.getenv());
    }
}
