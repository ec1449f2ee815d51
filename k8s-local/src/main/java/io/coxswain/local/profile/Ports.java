package io.coxswain.local.profile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ports of a cluster on the host. */
public record Ports(
        int api, int http, int https, int controlPlaneManagement, int nodeAgentManagement, int gatewayManagement) {
    private static final int ATTEMPTS = 100;

    /** Tells whether a port can be listened on now. */
    @FunctionalInterface
    public interface Availability {
        boolean isFree(int port);

        /** Tries it on {@code address}; a port that needs a right this user lacks counts as taken. */
        static Availability on(InetAddress address) {
            return port -> {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(address, port), 1);
                    return true;
                } catch (IOException _) {
                    return false;
                }
            };
        }
    }

    /** What the user asked for; 0 lets the launcher choose. */
    public record Wish(int api, int http, int https) {
        public static final Wish NONE = new Wish(0, 0, 0);
    }

    public Set<Integer> all() {
        return Set.of(api, http, https, controlPlaneManagement, nodeAgentManagement, gatewayManagement);
    }

    /** The usual ports, each replaced by the next free one where it is taken. */
    public static Ports choose(Wish wish, Availability availability) {
        int management = firstFree(
                "management",
                IntStream.range(0, ATTEMPTS).map(i -> 9440 + 10 * i).boxed(),
                base -> IntStream.range(base, base + 3).allMatch(availability::isFree));
        int pair = firstFree(
                "gateway",
                Stream.concat(Stream.of(-1), IntStream.range(0, ATTEMPTS).boxed()),
                i -> (wish.http != 0 || availability.isFree(http(i)))
                        && (wish.https != 0 || availability.isFree(https(i))));
        return new Ports(
                wish.api != 0
                        ? demanded("--api-port", wish.api, availability)
                        : firstFree(
                                "API", IntStream.range(6443, 6443 + ATTEMPTS).boxed(), availability::isFree),
                wish.http != 0 ? demanded("--http-port", wish.http, availability) : http(pair),
                wish.https != 0 ? demanded("--https-port", wish.https, availability) : https(pair),
                management,
                management + 1,
                management + 2);
    }

    /** These ports where they are all free, else a new choice with what was demanded. */
    public Ports orChoose(Wish wish, Availability availability) {
        boolean asWished = (wish.api == 0 || wish.api == api)
                && (wish.http == 0 || wish.http == http)
                && (wish.https == 0 || wish.https == https);
        return asWished && all().stream().allMatch(availability::isFree) ? this : choose(wish, availability);
    }

    /** Pair −1 is 80 and 443, those after it 8080 and 8443 and up. */
    private static int http(int pair) {
        return pair < 0 ? 80 : 8080 + pair;
    }

    private static int https(int pair) {
        return pair < 0 ? 443 : 8443 + pair;
    }

    private static int demanded(String option, int port, Availability availability) {
        if (port < 1 || port > 65535) throw new LocalException(option + " " + port + " is not a port");
        if (availability.isFree(port)) return port;
        throw new LocalException(option + " " + port + " is in use by another process or not permitted to this user");
    }

    private static int firstFree(String what, Stream<Integer> candidates, java.util.function.IntPredicate free) {
        return candidates
                .filter(free::test)
                .findFirst()
                .orElseThrow(() -> new LocalException("no free port for the " + what));
    }

    /** The differences to {@code usual} in words, for the user. */
    public List<String> differences(Ports usual) {
        return Stream.of(
                        difference("API", usual.api, api),
                        difference("HTTP", usual.http, http),
                        difference("HTTPS", usual.https, https))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> difference(String what, int usual, int chosen) {
        return usual == chosen ? List.of() : List.of(what + " on port " + chosen + " (" + usual + " is taken)");
    }
}
