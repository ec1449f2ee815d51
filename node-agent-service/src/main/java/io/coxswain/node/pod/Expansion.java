package io.coxswain.node.pod;

import java.util.function.UnaryOperator;

/** Replaces {@code $(NAME)} by values. {@code $$} stands for a dollar, and a name without a value stays as written. */
final class Expansion {
    private Expansion() {}

    static String expand(String text, UnaryOperator<String> valueOrSame) {
        var expanded = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char current = text.charAt(at);
            boolean mark = current == '$' && at + 1 < text.length();
            char next = mark ? text.charAt(at + 1) : ' ';
            int end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (mark && next == '$') {
                expanded.append('$');
                at++;
            } else if (mark && end > 0) {
                expanded.append(valueOrSame.apply(text.substring(at, end + 1)));
                at = end;
            } else {
                expanded.append(current);
            }
        }
        return expanded.toString();
    }

    /** The name in {@code $(NAME)}. */
    static String name(String reference) {
        return reference.substring(2, reference.length() - 1);
    }
}
