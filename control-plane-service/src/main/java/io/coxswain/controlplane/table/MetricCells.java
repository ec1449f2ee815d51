package io.coxswain.controlplane.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The metrics of a HorizontalPodAutoscaler: current and wanted value of each. */
final class MetricCells {
    private static final int SHOWN = 2;

    private MetricCells() {}

    static String targets(JsonNode metrics, JsonNode current) {
        if (metrics.isEmpty()) return Cells.NONE;
        List<String> all = new ArrayList<>();
        int at = 0;
        for (JsonNode metric : metrics) all.add(one(metric, current.path(at++)));
        if (all.size() <= SHOWN) return String.join(", ", all);
        return String.join(", ", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
    }

    private static String one(JsonNode metric, JsonNode now) {
        String type = Cells.text(metric.path("type"));
        String field = type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        JsonNode target = metric.path(field).path("target");
        JsonNode current = now.path(field).path("current");
        String name = type.endsWith("esource") ? Cells.text(metric.path(field).path("name")) + ": " : "";
        if (target.path("averageUtilization").isNumber()) {
            return name + utilization(current.path("averageUtilization")) + "/"
                    + utilization(target.path("averageUtilization"));
        }
        boolean average = target.path("averageValue").isString();
        String value = average ? "averageValue" : "value";
        String suffix = average && !type.endsWith("esource") && !type.equals("Pods") ? " (avg)" : "";
        return name + Cells.textOr(current.path(value), Cells.UNKNOWN) + "/" + Cells.text(target.path(value)) + suffix;
    }

    private static String utilization(JsonNode percent) {
        return percent.isNumber() ? percent.asLong() + "%" : Cells.UNKNOWN;
    }
}
