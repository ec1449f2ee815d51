package io.coxswain.node.linux;

import java.io.IOException;
import java.util.Optional;

/**
 * nftables by the program {@code nft}, for machines without its library. A process starts in its thread's namespace.
 */
final class ProgramNftables implements Nftables {
    private ProgramNftables() {}

    static Optional<Nftables> open() {
        try {
            return HostProgram.run("nft", "--version").succeeded()
                    ? Optional.of(new ProgramNftables())
                    : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void apply(String commands) {
        try {
            HostProgram.Result result = HostProgram.feed(commands, "nft", "-f", "-");
            if (!result.succeeded()) throw new NftablesException(result.text());
        } catch (IOException failed) {
            throw new NftablesException("nft: " + failed.getMessage());
        }
    }

    @Override
    public void close() {}
}
