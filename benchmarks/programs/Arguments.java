import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code --name value} pairs of a command line; an unknown name is refused. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    Arguments(String[] args, List<String> known) {
        for (int at = 0; at < args.length; at += 2) {
            String name = args[at].replaceFirst("^--", "");
            if (!args[at].startsWith("--") || !known.contains(name) || at + 1 == args.length) {
                System.err.println("usage: " + known.stream().map(each -> "--" + each + " VALUE").toList());
                System.exit(2);
            }
            values.put(name, args[at + 1]);
        }
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }

    /** Comma-separated process ids. */
    List<Long> processes(String name) {
        String text = values.getOrDefault(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split(",")).stream().map(Long::valueOf).toList();
    }
}
