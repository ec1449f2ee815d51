package io.coxswain.gateway.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The prefix paths of a host, by path element; the longest one that matches is found in one walk over the path, without
 * allocation. Changed only while the table is built.
 */
final class PathTrie {
    private final Node root = new Node("");

    /** Returns the route that already has this path, or null when {@code route} was added. */
    @Nullable Route add(String path, Route route) {
        Node node = root;
        for (String element : path.split("/", -1)) {
            if (!element.isEmpty()) node = node.childOrNew(element);
        }
        boolean slash = path.endsWith("/") && path.length() > 1;
        Route present = slash ? node.withSlash : node.plain;
        if (present != null) return present;
        if (slash) node.withSlash = route;
        else node.plain = route;
        return null;
    }

    @Nullable Route find(String path) {
        Node node = root;
        Route best = root.plain;
        int length = path.length();
        int at = 1;
        while (at < length) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? length : slash;
            node = node.child(path, at, end);
            if (node == null) return best;
            Route here = slash < 0 ? node.atEnd() : node.above();
            if (here != null) best = here;
            at = end + 1;
        }
        return best;
    }

    private static final class Node {
        private final String element;
        private @Nullable Route plain;
        private @Nullable Route withSlash;
        private @Nullable Node[] table = new Node[2];
        private int children;

        Node(String element) {
            this.element = element;
        }

        /** Of two rules that differ by a trailing slash, the one that is written as the request is. */
        @Nullable Route atEnd() {
            return plain != null ? plain : withSlash;
        }

        @Nullable Route above() {
            return withSlash != null ? withSlash : plain;
        }

        @Nullable Node child(String path, int from, int to) {
            int mask = table.length - 1;
            for (int slot = hash(path, from, to) & mask; ; slot = (slot + 1) & mask) {
                Node candidate = table[slot];
                if (candidate == null) return null;
                if (candidate.element.length() == to - from
                        && path.regionMatches(from, candidate.element, 0, to - from)) return candidate;
            }
        }

        Node childOrNew(String name) {
            Node known = child(name, 0, name.length());
            if (known != null) return known;
            Node fresh = new Node(name);
            if (++children * 2 > table.length) {
                Node[] old = Arrays.stream(table).filter(node -> node != null).toArray(Node[]::new);
                table = new Node[table.length * 2];
                for (Node node : old) place(node);
            }
            place(fresh);
            return fresh;
        }

        private void place(Node node) {
            int mask = table.length - 1;
            int slot = hash(node.element, 0, node.element.length()) & mask;
            while (table[slot] != null) slot = (slot + 1) & mask;
            table[slot] = node;
        }

        private static int hash(String text, int from, int to) {
            int hash = 0;
            for (int i = from; i < to; i++) hash = 31 * hash + text.charAt(i);
            return hash ^ hash >>> 16;
        }
    }
}
