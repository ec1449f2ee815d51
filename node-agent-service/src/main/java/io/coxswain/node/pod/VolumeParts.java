package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;

/** Which part of a volume a mount shows. */
final class VolumeParts {
    private VolumeParts() {}

    /** A relative path, empty for all of the volume. Throws {@link ConfigError} for one that could lead out of it. */
    static String of(VolumeMount mount, Map<String, String> variables) {
        String expression = mount.getSubPathExpr();
        String part = expression == null || expression.isEmpty() ? mount.getSubPath() : expanded(expression, variables);
        if (part == null || part.isEmpty()) return "";
        if (part.startsWith("/")) throw new ConfigError("error SubPath `" + part + "` must not be an absolute path");
        if (List.of(part.split("/", -1)).contains("..")) {
            throw new ConfigError("unable to provision SubPath `" + part + "`: must not contain '..'");
        }
        return part;
    }

    private static String expanded(String expression, Map<String, String> variables) {
        return Expansion.expand(expression, reference -> {
            String name = Expansion.name(reference);
            String value = variables.get(name);
            if (value == null) throw new ConfigError("missing value for \"" + name + "\"");
            return value;
        });
    }
}
