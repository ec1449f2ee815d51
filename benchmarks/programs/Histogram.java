import java.util.Locale;
import java.util.TreeMap;

/** A histogram as Prometheus' text format tells it: how many were no longer than so many seconds. */
record Histogram(TreeMap<Double, Double> counts) {
    /** Of the series whose labels hold {@code label}. */
    static Histogram of(String text, String name, String label) {
        var counts = new TreeMap<Double, Double>();
        text.lines()
                .filter(line -> line.startsWith(name + "_bucket{") && line.contains(label))
                .forEach(line -> {
                    String bound = line.replaceFirst(".*le=\"([^\"]*)\".*", "$1");
                    double seconds = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
                    counts.merge(seconds, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)), Double::sum);
                });
        return new Histogram(counts);
    }

    /** The bound of the bucket that holds the quantile, in milliseconds. */
    double at(double quantile) {
        if (counts.isEmpty()) return Double.NaN;
        double rank = quantile * counts.lastEntry().getValue();
        return counts.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= rank)
                .findFirst()
                .map(bucket -> bucket.getKey() * 1000)
                .orElse(Double.NaN);
    }

    void print(String what) {
        System.out.printf(
                Locale.ROOT, "%s: p50 at most %.1f ms, p99 at most %.1f ms%n", what, at(0.5), at(0.99));
    }
}
