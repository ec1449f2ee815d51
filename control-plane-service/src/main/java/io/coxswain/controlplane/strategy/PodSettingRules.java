package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Pod's settings that concern all of its containers: its deadline and its kernel parameters. */
final class PodSettingRules {
    private static final int LONGEST_SYSCTL = 253;
    private static final Pattern SYSCTL =
            Pattern.compile("^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");

    private PodSettingRules() {}

    static void validate(ObjectNode spec, String path, List<FieldError> errors) {
        Long deadline = Fields.number(spec, "activeDeadlineSeconds");
        if (deadline != null && (deadline < 1 || deadline > Integer.MAX_VALUE)) {
            errors.add(FieldError.invalid(
                    path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive"));
        }
        Set<String> names = new HashSet<>();
        int at = 0;
        for (ObjectNode sysctl : Fields.objects(spec.path("securityContext"), "sysctls")) {
            String here = path + ".securityContext.sysctls[" + at++ + "].name";
            String name = Fields.text(sysctl, "name");
            if (name.isEmpty()) errors.add(FieldError.required(here, ""));
            else if (name.length() > LONGEST_SYSCTL || !SYSCTL.matcher(name).matches()) {
                errors.add(FieldError.invalid(
                        here, name, "must have at most " + LONGEST_SYSCTL + " characters and match regex " + SYSCTL));
            } else if (!names.add(name.replace('/', '.'))) errors.add(FieldError.duplicate(here, name));
        }
    }
}
