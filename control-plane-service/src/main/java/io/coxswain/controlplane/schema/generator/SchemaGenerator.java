package io.coxswain.controlplane.schema.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code types.txt} and {@code descriptions.txt}. Arguments: the facts table and the target folder. */
public final class SchemaGenerator {
    private SchemaGenerator() {}

    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[1]);
        Path table = Path.of(arguments[0]);
        Path types = target.resolve("types.txt");
        Path self = target.resolve("generator");
        if (isNewer(types, List.of(table, self.resolve("SchemaGenerator.class"), self.resolve("Models.class")))) return;
        Facts facts = Facts.read(table);
        var schema = new StringBuilder();
        var descriptions = new StringBuilder();
        for (Models.Model model : new Models(new ProtoTypes()).read()) {
            schema.append("T\t")
                    .append(model.name())
                    .append(facts.of(model.name()))
                    .append('\n');
            describe(descriptions, model.name(), model.description());
            for (Models.Property property : model.properties()) {
                String name = model.name() + "." + property.name();
                schema.append("F\t").append(property.name()).append('\t');
                schema.append(property.shape().code()).append(property.required() ? "\trequired" : "\t-");
                schema.append(facts.of(name)).append('\n');
                describe(descriptions, model.name() + "#" + property.name(), property.description());
            }
        }
        facts.requireAllUsed();
        Files.createDirectories(target);
        Files.writeString(target.resolve("descriptions.txt"), descriptions);
        Files.writeString(types, schema);
    }

    private static boolean isNewer(Path file, List<Path> inputs) throws IOException {
        if (!Files.exists(file)) return false;
        for (Path input : inputs) {
            if (Files.getLastModifiedTime(input).compareTo(Files.getLastModifiedTime(file)) > 0) return false;
        }
        return true;
    }

    private static void describe(StringBuilder out, String key, String text) {
        if (text.isEmpty()) return;
        String escaped = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
        out.append(key).append('\t').append(escaped).append('\n');
    }
}
