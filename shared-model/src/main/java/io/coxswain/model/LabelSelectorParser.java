package io.coxswain.model;

import io.coxswain.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code a=b, c!=d, e in (f,g), h notin (i), j, !k, l>1}. */
final class LabelSelectorParser {
    private final String text;
    private int at;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    List<Requirement> parse() {
        var requirements = new ArrayList<Requirement>();
        do {
            requirements.add(requirement());
            skipBlanks();
        } while (accept(","));
        if (at < text.length()) throw wrong("found '" + text.substring(at) + "', expected: ',' or 'end of string'");
        return requirements;
    }

    private Requirement requirement() {
        skipBlanks();
        if (accept("!")) return new Requirement.Absent(word("identifier"));
        String key = word("identifier");
        skipBlanks();
        if (accept("!=")) return new Requirement.NotIn(key, Set.of(value()));
        if (accept("==") || accept("=")) return new Requirement.In(key, Set.of(value()));
        if (accept(">")) return new Requirement.Compare(key, true, number());
        if (accept("<")) return new Requirement.Compare(key, false, number());
        if (acceptWord("notin")) return new Requirement.NotIn(key, values());
        if (acceptWord("in")) return new Requirement.In(key, values());
        if (at == text.length() || text.charAt(at) == ',') return new Requirement.Exists(key);
        throw wrong("found '" + text.substring(at) + "', expected: in, notin, =, ==, !=, gt, lt");
    }

    private Set<String> values() {
        skipBlanks();
        if (!accept("(")) throw wrong("found '" + rest() + "', expected: '('");
        var values = new TreeSet<String>();
        do {
            skipBlanks();
            values.add(raw());
            skipBlanks();
        } while (accept(","));
        if (!accept(")")) throw wrong("found '" + rest() + "', expected: ',' or ')'");
        return values;
    }

    private String value() {
        skipBlanks();
        return raw();
    }

    private long number() {
        String value = value();
        if (!value.matches("-?\\d{1,18}")) throw wrong("for 'Gt', 'Lt' operators, the value must be an integer");
        return Long.parseLong(value);
    }

    private String word(String what) {
        skipBlanks();
        String word = raw();
        if (word.isEmpty()) throw wrong("found '" + rest() + "', expected: " + what);
        return word;
    }

    private String raw() {
        int start = at;
        while (at < text.length() && ",=!<>() \t".indexOf(text.charAt(at)) < 0) at++;
        return text.substring(start, at);
    }

    private String rest() {
        return text.substring(at);
    }

    private boolean acceptWord(String word) {
        int end = at + word.length();
        boolean here = text.startsWith(word, at) && (end == text.length() || " \t(".indexOf(text.charAt(end)) >= 0);
        if (here) at = end;
        return here;
    }

    private boolean accept(String token) {
        if (!text.startsWith(token, at)) return false;
        at += token.length();
        return true;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
    }

    private IllegalArgumentException wrong(String detail) {
        return new IllegalArgumentException("unable to parse requirement: " + detail);
    }
}
