package io.coxswain.model;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders versions as discovery lists them, the preferred one first: {@code v2}, {@code v1}, {@code v1beta1},
 * {@code v1alpha1}, then all other words by the alphabet.
 */
public final class VersionPriority implements Comparator<String> {
    public static final Comparator<String> PREFERRED_FIRST = new VersionPriority();

    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

    private VersionPriority() {}

    @Override
    public int compare(String one, String other) {
        Matcher first = FORM.matcher(one);
        Matcher second = FORM.matcher(other);
        boolean known = first.matches();
        if (known != second.matches()) return known ? -1 : 1;
        if (!known) return one.compareTo(other);
        int stability = Integer.compare(stability(second), stability(first));
        if (stability != 0) return stability;
        int major = new BigInteger(second.group(1)).compareTo(new BigInteger(first.group(1)));
        return major != 0 || first.group(3) == null
                ? major
                : new BigInteger(second.group(3)).compareTo(new BigInteger(first.group(3)));
    }

    private static int stability(Matcher version) {
        String word = version.group(2);
        if (word == null) return 2;
        return word.equals("beta") ? 1 : 0;
    }
}
