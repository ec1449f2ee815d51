package io.coxswain.controlplane.structural;

import com.google.re2j.Pattern;
import java.util.List;

/** Whether texts are addresses; names are never looked up. */
final class InternetAddresses {
    private static final Pattern GROUP = Pattern.compile("^[0-9a-fA-F]{1,4}$");
    private static final Pattern LENGTH = Pattern.compile("^[0-9]{1,3}$");

    private InternetAddresses() {}

    static boolean isVersion6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) return groups(text) == 8;
        if (text.indexOf("::", gap + 1) >= 0) return false;
        int head = groups(text.substring(0, gap));
        int tail = groups(text.substring(gap + 2));
        return head >= 0 && tail >= 0 && head + tail < 8;
    }

    static boolean isRange(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return false;
        String address = text.substring(0, slash);
        String length = text.substring(slash + 1);
        if (!LENGTH.matches(length)) return false;
        int bits = Integer.parseInt(length);
        if (address.contains(":")) return isVersion6(address) && bits <= 128;
        return Formats.matches("ipv4", address) && bits <= 32;
    }

    /** How many groups of 16 bits; -1 where one is none. The last two may be an address of version 4. */
    private static int groups(String text) {
        if (text.isEmpty()) return 0;
        List<String> parts = List.of(text.split(":", -1));
        int count = 0;
        for (int at = 0; at < parts.size(); at++) {
            if (GROUP.matches(parts.get(at))) count++;
            else if (at == parts.size() - 1 && Formats.matches("ipv4", parts.get(at))) count += 2;
            else return -1;
        }
        return count;
    }
}
