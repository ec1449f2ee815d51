package io.coxswain.node.linux;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ways to change nftables, best first: the library in this process (about 1 ms), then the program (about 20 ms).
 */
public final class NftablesEngines {
    private static final List<Supplier<Optional<Nftables>>> ENGINES =
            List.of(LibraryNftables::open, ProgramNftables::open);

    private NftablesEngines() {}

    /** An engine for the namespace of the calling thread, to be used by this thread only. */
    public static Nftables open() {
        return ENGINES.stream()
                .flatMap(engine -> engine.get().stream())
                .findFirst()
                .orElseThrow(() -> new NftablesException(
                        "neither libnftables.so.1 nor the program nft is there; install the package nftables"));
    }
}
