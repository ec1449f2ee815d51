package io.coxswain.gateway.proxy;

/**
 * What a backend is told about the client.
 *
 * @param peer the address at the other end of the connection
 * @param trusted whether what the peer says about its own client is passed on
 * @param scheme of the listener
 * @param port of the listener
 */
record ClientAddress(String peer, boolean trusted, String scheme, String port) {}
