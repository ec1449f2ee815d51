import java.util.Arrays;
import java.util.Locale;

/** Durations in milliseconds, by rank. */
record Latencies(double[] sortedMillis) {
    static Latencies ofNanos(long[] nanos) {
        return new Latencies(Arrays.stream(nanos).mapToDouble(each -> each / 1e6).sorted().toArray());
    }

    double at(double quantile) {
        int rank = (int) Math.ceil(quantile * sortedMillis.length) - 1;
        return sortedMillis[Math.clamp(rank, 0, sortedMillis.length - 1)];
    }

    @Override
    public String toString() {
        if (sortedMillis.length == 0) return "none came";
        return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, max %.1f ms", at(0.5), at(0.99), at(1));
    }
}
