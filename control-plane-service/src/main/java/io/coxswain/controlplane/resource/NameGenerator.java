package io.coxswain.controlplane.resource;

import java.util.random.RandomGenerator;

/** Makes names of a prefix and five random characters that cannot form words. */
final class NameGenerator {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int LONGEST_PREFIX = 63 - SUFFIX;

    private final RandomGenerator random;

    NameGenerator(RandomGenerator random) {
        this.random = random;
    }

    String name(String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        name.setLength(Math.min(prefix.length(), LONGEST_PREFIX));
        for (int at = 0; at < SUFFIX; at++) name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return name.toString();
    }
}
