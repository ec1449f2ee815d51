package io.coxswain.node.proxy;

import io.coxswain.node.linux.Ipv4Address;
import java.util.List;

/**
 * One port of a Service at its ClusterIP.
 *
 * @param name namespace, name, protocol and port name, for people and to be told from all others
 * @param affinitySeconds how long a client stays with its backend; 0 for no affinity
 */
record Frontend(
        String name, Ipv4Address address, Protocol protocol, int port, List<Backend> backends, int affinitySeconds) {
    enum Protocol {
        TCP("tcp"),
        UDP("udp");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        /** As nftables writes it. */
        String word() {
            return word;
        }
    }

    Frontend {
        backends = backends.stream().distinct().sorted().toList();
    }
}
