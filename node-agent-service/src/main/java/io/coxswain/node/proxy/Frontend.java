package io.coxswain.node.proxy;

import io.coxswain.node.linux.Ipv4Address;
import java.util.List;
import java.util.Optional;

/**
 * One port of a Service at its ClusterIP, and perhaps on the node itself.
 *
 * @param name namespace, name, protocol and port name, for people and to be told from all others
 * @param affinitySeconds how long a client stays with its backend; 0 for no affinity
 * @param nodePort the port on the node, where the Service has one
 */
record Frontend(
        String name,
        Ipv4Address address,
        Protocol protocol,
        int port,
        List<Backend> backends,
        int affinitySeconds,
        Optional<NodePort> nodePort) {
    /**
     * A Service's port on the node.
     *
     * @param everywhere the backends on all nodes
     * @param here for traffic that must stay on this node and keep the client's address: the backends here; empty where
     *     traffic may go anywhere
     */
    record NodePort(int number, List<Backend> everywhere, Optional<List<Backend>> here) {
        NodePort {
            everywhere = everywhere.stream().distinct().sorted().toList();
            here = here.map(backends -> backends.stream().distinct().sorted().toList());
        }
    }

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
