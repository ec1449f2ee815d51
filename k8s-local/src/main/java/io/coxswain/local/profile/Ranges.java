package io.coxswain.local.profile;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The three address ranges of a cluster: Pods, Services, and the link between its nodes. */
public record Ranges(String clusterCidr, String serviceCidr, String nodeCidr) {
    private static final List<String> PODS = candidates("10.244.0.0/16", 200, "10.%d.0.0/16");
    private static final List<String> SERVICES = candidates("10.96.0.0/16", 120, "10.%d.0.0/16");
    private static final List<String> NODES = candidates("10.99.0.0/24", 60, "10.99.%d.0/24");

    public List<Cidr> all() {
        return Stream.of(clusterCidr, serviceCidr, nodeCidr).map(Cidr::parse).toList();
    }

    /** The first ranges that touch nothing in {@code taken}. */
    public static Ranges freeOf(Collection<Cidr> taken) {
        return new Ranges(first("Pod", PODS, taken), first("Service", SERVICES, taken), first("node", NODES, taken));
    }

    private static String first(String what, List<String> candidates, Collection<Cidr> taken) {
        return candidates.stream()
                .filter(candidate -> taken.stream().noneMatch(Cidr.parse(candidate)::overlaps))
                .findFirst()
                .orElseThrow(() -> new LocalException("no free " + what + " address range: this machine's routes take "
                        + String.join(", ", candidates.subList(0, 3)) + " and the rest of 10.0.0.0/8"));
    }

    private static List<String> candidates(String preferred, int from, String pattern) {
        return Stream.concat(
                        Stream.of(preferred), IntStream.range(from, from + 40).mapToObj(pattern::formatted))
                .toList();
    }
}
