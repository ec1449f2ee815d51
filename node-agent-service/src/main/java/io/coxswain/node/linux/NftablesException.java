package io.coxswain.node.linux;

/** The rules were refused; nothing of the transaction was applied. */
public final class NftablesException extends RuntimeException {
    NftablesException(String message) {
        super(message);
    }
}
