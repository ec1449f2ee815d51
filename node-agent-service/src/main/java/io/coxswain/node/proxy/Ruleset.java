package io.coxswain.node.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changes in the table with Services and endpoints: chains with their rules, elements of the table's maps and sets
 * (key to verdict, which is empty in a set), and the sets that remember clients, with their time-out.
 */
record Ruleset(
        SortedMap<String, List<String>> chains,
        SortedMap<String, SortedMap<String, String>> elements,
        SortedMap<String, Integer> affinitySets) {
    static final String TABLE = "ip k8s";

    Ruleset() {
        this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    void chain(String name, List<String> rules) {
        chains.put(name, List.copyOf(rules));
    }

    void element(String set, String key, String verdict) {
        elements.computeIfAbsent(set, absent -> new TreeMap<>()).put(key, verdict);
    }

    /**
     * The commands that turn {@code before} into this, as one transaction. What stays the same is not touched:
     * connections and remembered clients live on. Empty when there is nothing to do.
     */
    String commandsFrom(Ruleset before) {
        List<String> commands = new ArrayList<>();
        affinitySets.forEach((set, seconds) -> {
            if (!before.affinitySets.containsKey(set)) {
                commands.add("add set " + TABLE + " " + set + " { type ipv4_addr; flags dynamic,timeout; timeout "
                        + seconds + "s; }");
            }
        });
        chains.keySet().stream()
                .filter(name -> !before.chains.containsKey(name))
                .forEach(name -> commands.add("add chain " + TABLE + " " + name));
        before.elements.forEach((set, keys) -> elements(commands, "delete", set, missing(keys, elements.get(set))));
        chains.forEach((name, rules) -> {
            List<String> old = before.chains.get(name);
            if (rules.equals(old)) return;
            if (old != null) commands.add("flush chain " + TABLE + " " + name);
            rules.forEach(rule -> commands.add("add rule " + TABLE + " " + name + " " + rule));
        });
        elements.forEach((set, keys) -> elements(commands, "add", set, missing(keys, before.elements.get(set))));
        List<String> dropped = before.chains.keySet().stream()
                .filter(name -> !chains.containsKey(name))
                .toList();
        dropped.forEach(name -> commands.add("flush chain " + TABLE + " " + name));
        dropped.forEach(name -> commands.add("delete chain " + TABLE + " " + name));
        before.affinitySets.keySet().stream()
                .filter(set -> !affinitySets.containsKey(set))
                .forEach(set -> commands.add("delete set " + TABLE + " " + set));
        return commands.isEmpty() ? "" : String.join("\n", commands) + "\n";
    }

    /** The elements that {@code others} lacks or has with another verdict. */
    private static List<String> missing(Map<String, String> keys, @Nullable Map<String, String> others) {
        return keys.entrySet().stream()
                .filter(entry -> others == null || !entry.getValue().equals(others.get(entry.getKey())))
                .map(entry -> entry.getKey() + entry.getValue())
                .toList();
    }

    private static void elements(List<String> commands, String verb, String set, List<String> elements) {
        if (elements.isEmpty()) return;
        commands.add(verb + " element " + TABLE + " " + set + " { " + String.join(", ", elements) + " }");
    }
}
