package io.coxswain.controlplane.schema.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The table of facts that neither the models nor the descriptors tell. */
final class Facts {
    private final Map<String, String> rows;
    private final Set<String> unused;

    private Facts(Map<String, String> rows) {
        this.rows = rows;
        this.unused = new TreeSet<>(rows.keySet());
    }

    static Facts read(Path table) throws IOException {
        var rows = new HashMap<String, String>();
        for (String line : Files.readAllLines(table)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] words = line.trim().split("\\s+", -1);
            var facts = new StringBuilder();
            for (int i = 1; i < words.length; i++) facts.append('\t').append(words[i].replace("\\s", " "));
            rows.merge(prefix(words[0]) + words[0], facts.toString(), String::concat);
        }
        return new Facts(rows);
    }

    private static String prefix(String row) {
        return switch (row.substring(0, row.indexOf('.'))) {
            case "apiextensions" -> "io.k8s.apiextensions-apiserver.pkg.apis.";
            case "apiregistration" -> "io.k8s.kube-aggregator.pkg.apis.";
            case "meta" -> "io.k8s.apimachinery.pkg.apis.";
            default -> "io.k8s.api.";
        };
    }

    /** The facts of a type, or of a field as {@code type.field}, each behind a tab; empty where there are none. */
    String of(String name) {
        unused.remove(name);
        return rows.getOrDefault(name, "");
    }

    /** A row that names nothing is a slip of the pen. */
    void requireAllUsed() {
        if (!unused.isEmpty()) throw new IllegalStateException("facts about what does not exist: " + unused);
    }
}
