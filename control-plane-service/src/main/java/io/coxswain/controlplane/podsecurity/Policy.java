package io.coxswain.controlplane.podsecurity;

import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the labels of a namespace ask of its Pods.
 *
 * @param enforce a Pod against it is refused
 * @param audit a Pod against it is noted in the audit log
 * @param warn a Pod against it is taken with a warning
 * @param faults labels that say nothing that is known
 */
public record Policy(Standard enforce, Standard audit, Standard warn, List<FieldError> faults) {
    private static final String PREFIX = "pod-security.kubernetes.io/";

    /** Reads the labels; where they say nothing nothing is asked. */
    public static Policy of(Map<String, String> labels) {
        List<FieldError> faults = new ArrayList<>();
        // What cannot be read is enforced strictly, and neither noted nor warned of.
        Standard enforce = read(labels, "enforce", Level.RESTRICTED, faults);
        Standard audit = read(labels, "audit", Level.PRIVILEGED, faults);
        Standard warn = read(labels, "warn", Level.PRIVILEGED, faults);
        boolean known = Level.parse(labels.getOrDefault(PREFIX + "enforce", "")).isPresent();
        if (known && !labels.containsKey(PREFIX + "warn") && enforce.level().compareTo(warn.level()) > 0) {
            boolean dated = labels.containsKey(PREFIX + "warn-version");
            warn = new Standard(enforce.level(), dated ? warn.minor() : enforce.minor());
        }
        return new Policy(enforce, audit, warn, List.copyOf(faults));
    }

    private static Standard read(Map<String, String> labels, String mode, Level unknown, List<FieldError> faults) {
        String levelText = labels.get(PREFIX + mode);
        Level level = Level.PRIVILEGED;
        if (levelText != null) {
            Optional<Level> parsed = Level.parse(levelText);
            level = parsed.orElse(unknown);
            if (parsed.isEmpty()) {
                faults.add(fault(mode, levelText, "must be one of privileged, baseline, restricted"));
            }
        }
        String versionText = labels.getOrDefault(PREFIX + mode + "-version", "latest");
        Optional<Integer> minor = Standard.version(versionText);
        if (minor.isEmpty()) faults.add(fault(mode + "-version", versionText, "must be \"latest\" or \"v1.x\""));
        return new Standard(level, minor.orElse(Standard.LATEST));
    }

    private static FieldError fault(String label, String value, String detail) {
        return FieldError.invalid("metadata.labels[" + PREFIX + label + "]", value, detail);
    }
}
