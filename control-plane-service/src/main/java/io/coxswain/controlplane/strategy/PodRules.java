package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Pod's spec, alone or in the template of a workload. */
final class PodRules {
    private PodRules() {}

    static void validate(ObjectNode spec, String path, List<FieldError> errors) {
        Set<String> volumes = volumes(spec, path, errors);
        List<ObjectNode> containers = Fields.objects(spec, "containers");
        if (containers.isEmpty()) errors.add(FieldError.required(path + ".containers", ""));
        Set<String> names = new HashSet<>();
        int at = 0;
        for (ObjectNode container : containers) {
            ContainerRules.validate(container, path + ".containers[" + at++ + "]", names, volumes, errors);
        }
        at = 0;
        for (ObjectNode container : Fields.objects(spec, "initContainers")) {
            String here = path + ".initContainers[" + at++ + "]";
            ContainerRules.validate(container, here, names, volumes, errors);
            boolean sidecar = Fields.text(container, "restartPolicy").equals("Always");
            for (String probe : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                if (!sidecar && Fields.has(container, probe)) {
                    errors.add(FieldError.forbidden(
                            here + "." + probe, "may not be set for init containers without restartPolicy=Always"));
                }
            }
        }
        if (Fields.text(spec, "dnsPolicy").equals("None")
                && Fields.texts(spec.path("dnsConfig"), "nameservers").isEmpty()) {
            errors.add(FieldError.required(
                    path + ".dnsConfig.nameservers",
                    "must provide at least one DNS nameserver when `dnsPolicy` is None"));
        }
        for (String field : List.of("hostname", "subdomain")) {
            String name = Fields.text(spec, field);
            if (!name.isEmpty()) MetadataRules.invalid(errors, path + "." + field, name, Names.label(name));
        }
        ContainerRules.oneOf(spec, path, "restartPolicy", List.of("Always", "Never", "OnFailure"), errors);
        if (Fields.text(spec, "restartPolicy").equals("Never")) resizesWithoutRestart(spec, path, errors);
        Long grace = Fields.number(spec, "terminationGracePeriodSeconds");
        if (grace != null && grace < 0) {
            errors.add(FieldError.invalid(
                    path + ".terminationGracePeriodSeconds", grace, "must be greater than or equal to 0"));
        }
        if (spec.path("nodeSelector") instanceof ObjectNode selector) {
            selector.properties().forEach(entry -> {
                MetadataRules.invalid(errors, path + ".nodeSelector", entry.getKey(), Names.qualified(entry.getKey()));
                String value = entry.getValue().asString("");
                MetadataRules.invalid(errors, path + ".nodeSelector", value, Names.labelValue(value));
            });
        }
        String node = Fields.text(spec, "nodeName");
        if (!node.isEmpty()) MetadataRules.invalid(errors, path + ".nodeName", node, Names.subdomain(node));
        PodSettingRules.validate(spec, path, errors);
        PodSupport.check(spec, path, errors);
    }

    /** What is never restarted cannot be restarted for a resize either. */
    private static void resizesWithoutRestart(ObjectNode spec, String path, List<FieldError> errors) {
        int container = 0;
        for (ObjectNode main : Fields.objects(spec, "containers")) {
            int at = 0;
            for (ObjectNode policy : Fields.objects(main, "resizePolicy")) {
                String here = path + ".containers[" + container + "].resizePolicy[" + at++ + "].restartPolicy";
                if (Fields.text(policy, "restartPolicy").equals("RestartContainer")) {
                    errors.add(FieldError.invalid(
                            here, "RestartContainer", "must be 'NotRequired' when `restartPolicy` is 'Never'"));
                }
            }
            container++;
        }
    }

    /** Validates the template of a workload whose Pods run for ever. */
    static void validateTemplate(ObjectNode template, String path, List<FieldError> errors) {
        MetadataRules.labels(errors, path + ".metadata.labels", io.coxswain.json.Metadata.labels(template));
        ObjectNode spec = Fields.object(template, "spec");
        if (spec == null) {
            errors.add(FieldError.required(path + ".spec.containers", ""));
            return;
        }
        validate(spec, path + ".spec", errors);
        String policy = Fields.text(spec, "restartPolicy");
        if (!policy.equals("Always")) {
            errors.add(FieldError.notSupported(path + ".spec.restartPolicy", policy, List.of("Always")));
        }
    }

    private static Set<String> volumes(ObjectNode spec, String path, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        int at = 0;
        for (ObjectNode volume : Fields.objects(spec, "volumes")) {
            String here = path + ".volumes[" + at++ + "]";
            String name = Fields.text(volume, "name");
            if (name.isEmpty()) errors.add(FieldError.required(here + ".name", ""));
            else MetadataRules.invalid(errors, here + ".name", name, Names.label(name));
            if (!name.isEmpty() && !names.add(name)) errors.add(FieldError.duplicate(here + ".name", name));
            long sources = volume.properties().stream()
                    .filter(entry -> !entry.getKey().equals("name"))
                    .count();
            if (sources > 1) errors.add(FieldError.forbidden(here, "may not specify more than 1 volume type"));
            if (volume.path("configMap") instanceof ObjectNode source
                    && Fields.text(source, "name").isEmpty()) {
                errors.add(FieldError.required(here + ".configMap.name", ""));
            }
            if (volume.path("secret") instanceof ObjectNode source
                    && Fields.text(source, "secretName").isEmpty()) {
                errors.add(FieldError.required(here + ".secret.secretName", ""));
            }
            if (volume.path("image") instanceof ObjectNode source) {
                if (Fields.text(source, "reference").isEmpty()) {
                    errors.add(FieldError.required(here + ".image.reference", ""));
                }
                ContainerRules.oneOf(
                        source, here + ".image", "pullPolicy", List.of("Always", "IfNotPresent", "Never"), errors);
            }
            if (volume.path("hostPath") instanceof ObjectNode source) {
                String hostPath = Fields.text(source, "path");
                if (hostPath.isEmpty()) errors.add(FieldError.required(here + ".hostPath.path", ""));
                if (List.of(hostPath.split("/")).contains("..")) {
                    errors.add(FieldError.invalid(here + ".hostPath.path", hostPath, "must not contain '..'"));
                }
            }
        }
        return names;
    }
}
