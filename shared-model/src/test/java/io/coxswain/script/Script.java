package io.coxswain.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows of a text file. {@code # text} begins a section. {@code $ command} begins a row, and {@code > text} continues
 * its command on the next line. The lines after it tell what it answers, its output and its errors together:
 * {@code [7]} the exit code (0 where none is told), {@code ~ text} a regular expression that is found, {@code ! text} a
 * text that is not there, any other line a text that is there. {@code $1.31+ command} is for that version of the
 * program and newer ones only. A row that begins with {@code ?} instead of {@code $} is a wish: it counts as skipped
 * while it is not answered so.
 */
public record Script(String name, List<Section> sections) {
    private static final Pattern COMMAND = Pattern.compile("([$?])(?:1\\.(\\d+)\\+)? (.*)");
    private static final Pattern EXIT_CODE = Pattern.compile("\\[(\\d+)]");

    /** Rows that need each other and run in order. */
    public record Section(String title, List<Row> rows) {}

    /** One command, and what it must answer. */
    public record Row(
            int line, String command, boolean wished, int minor, int exitCode, List<Expectation> expectations) {}

    /** Something about the output. */
    public sealed interface Expectation {
        boolean holds(String output);
    }

    /** The text is there. */
    public record Contains(String text) implements Expectation {
        @Override
        public boolean holds(String output) {
            return output.contains(text);
        }
    }

    /** The text is not there. */
    public record Lacks(String text) implements Expectation {
        @Override
        public boolean holds(String output) {
            return !output.contains(text);
        }
    }

    /** The pattern is found, where {@code ^} and {@code $} are the ends of a line. */
    public record Matches(String regex) implements Expectation {
        @Override
        public boolean holds(String output) {
            return Pattern.compile(regex, Pattern.MULTILINE).matcher(output).find();
        }
    }

    public static Script read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readAllLines(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Script parse(String name, List<String> lines) {
        List<Section> sections = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.isBlank()) continue;
            if (line.startsWith("# ")) {
                sections.add(new Section(line.substring(2), new ArrayList<>()));
                continue;
            }
            Matcher command = COMMAND.matcher(line);
            if (!command.matches() || sections.isEmpty()) {
                throw new IllegalArgumentException(name + ":" + (at + 1) + " belongs to no row: " + line);
            }
            int first = at + 1;
            var text = new StringBuilder(command.group(3));
            while (at + 1 < lines.size() && lines.get(at + 1).startsWith(">")) {
                text.append('\n').append(lines.get(++at).replaceFirst("^> ?", ""));
            }
            int exitCode = 0;
            List<Expectation> expectations = new ArrayList<>();
            while (at + 1 < lines.size() && isAnswer(lines.get(at + 1))) {
                String answer = lines.get(++at);
                Matcher code = EXIT_CODE.matcher(answer);
                if (code.matches()) exitCode = Integer.parseInt(code.group(1));
                else expectations.add(expectation(answer));
            }
            int minor = command.group(2) == null ? 0 : Integer.parseInt(command.group(2));
            boolean wished = command.group(1).equals("?");
            sections.getLast()
                    .rows()
                    .add(new Row(first, text.toString(), wished, minor, exitCode, List.copyOf(expectations)));
        }
        return new Script(name, List.copyOf(sections));
    }

    private static boolean isAnswer(String line) {
        return !line.isBlank()
                && !line.startsWith("# ")
                && !COMMAND.matcher(line).matches();
    }

    private static Expectation expectation(String line) {
        if (line.startsWith("~ ")) return new Matches(line.substring(2));
        if (line.startsWith("! ")) return new Lacks(line.substring(2));
        return new Contains(line);
    }
}
