package io.coxswain.node.linux;

/** Changes the nftables rules of the namespace in which the calling thread is. */
public interface Nftables extends AutoCloseable {
    /** Applies commands as one transaction: all or, with {@link NftablesException}, none. */
    void apply(String commands);

    @Override
    void close();
}
