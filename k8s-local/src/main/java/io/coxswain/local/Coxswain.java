package io.coxswain.local;

import io.coxswain.local.command.Commands;

/** The {@code coxswain} command. */
public final class Coxswain {
    private Coxswain() {}

    public static void main(String[] arguments) {
        System.exit(Commands.commandLine().execute(arguments));
    }
}
