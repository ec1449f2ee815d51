package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of one container of a Pod. */
final class ContainerRules {
    private static final Set<String> STANDARD_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private ContainerRules() {}

    static void validate(
            ObjectNode container, String path, Set<String> names, Set<String> volumes, List<FieldError> errors) {
        String name = Fields.text(container, "name");
        if (name.isEmpty()) errors.add(FieldError.required(path + ".name", ""));
        else MetadataRules.invalid(errors, path + ".name", name, Names.label(name));
        if (!name.isEmpty() && !names.add(name)) errors.add(FieldError.duplicate(path + ".name", name));
        String image = Fields.text(container, "image");
        if (image.isEmpty()) {
            errors.add(FieldError.required(path + ".image", ""));
        } else if (!image.strip().equals(image)) {
            errors.add(FieldError.invalid(path + ".image", image, "must not have leading or trailing whitespace"));
        }
        oneOf(container, path, "imagePullPolicy", List.of("Always", "IfNotPresent", "Never"), errors);
        oneOf(container, path, "terminationMessagePolicy", List.of("FallbackToLogsOnError", "File"), errors);
        ports(container, path, errors);
        environment(container, path, errors);
        mounts(container, path, volumes, errors);
        resources(container.path("resources"), path + ".resources", errors);
        resizePolicies(container, path, errors);
        probe(container.path("livenessProbe"), path + ".livenessProbe", true, errors);
        probe(container.path("readinessProbe"), path + ".readinessProbe", false, errors);
        probe(container.path("startupProbe"), path + ".startupProbe", true, errors);
    }

    static void oneOf(ObjectNode object, String path, String field, List<String> supported, List<FieldError> errors) {
        String value = Fields.text(object, field);
        if (value.isEmpty()) errors.add(FieldError.required(path + "." + field, ""));
        else if (!supported.contains(value)) {
            errors.add(FieldError.notSupported(path + "." + field, value, supported));
        }
    }

    private static void resizePolicies(ObjectNode container, String path, List<FieldError> errors) {
        Set<String> resources = new HashSet<>();
        int at = 0;
        for (ObjectNode policy : Fields.objects(container, "resizePolicy")) {
            String here = path + ".resizePolicy[" + at++ + "]";
            oneOf(policy, here, "resourceName", List.of("cpu", "memory"), errors);
            oneOf(policy, here, "restartPolicy", List.of("NotRequired", "RestartContainer"), errors);
            String resource = Fields.text(policy, "resourceName");
            if (!resources.add(resource)) errors.add(FieldError.duplicate(here, resource));
        }
    }

    private static void ports(ObjectNode container, String path, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        int at = 0;
        for (ObjectNode port : Fields.objects(container, "ports")) {
            String here = path + ".ports[" + at++ + "]";
            String name = Fields.text(port, "name");
            if (!name.isEmpty()) {
                MetadataRules.invalid(errors, here + ".name", name, Names.portName(name));
                if (!names.add(name)) errors.add(FieldError.duplicate(here + ".name", name));
            }
            if (!Fields.has(port, "containerPort") || port.path("containerPort").asLong() == 0) {
                errors.add(FieldError.required(here + ".containerPort", ""));
            } else {
                long number = port.path("containerPort").asLong();
                MetadataRules.invalid(errors, here + ".containerPort", number, Names.portNumber(number));
            }
            oneOf(port, here, "protocol", PROTOCOLS, errors);
        }
    }

    private static void environment(ObjectNode container, String path, List<FieldError> errors) {
        int at = 0;
        for (ObjectNode variable : Fields.objects(container, "env")) {
            String here = path + ".env[" + at++ + "]";
            String name = Fields.text(variable, "name");
            if (name.isEmpty()) errors.add(FieldError.required(here + ".name", ""));
            else MetadataRules.invalid(errors, here + ".name", name, Names.environmentVariable(name));
            if (!(variable.path("valueFrom") instanceof ObjectNode source)) continue;
            if (!Fields.text(variable, "value").isEmpty()) {
                errors.add(
                        FieldError.invalid(here + ".valueFrom", "", "may not be specified when `value` is not empty"));
            }
            if (source.isEmpty()) {
                errors.add(FieldError.invalid(
                        here + ".valueFrom",
                        "",
                        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"));
            } else if (source.size() > 1) {
                errors.add(FieldError.invalid(
                        here + ".valueFrom", "", "may not have more than one field specified at a time"));
            }
            for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
                if (source.path(reference) instanceof ObjectNode key
                        && Fields.text(key, "key").isEmpty()) {
                    errors.add(FieldError.required(here + ".valueFrom." + reference + ".key", ""));
                }
            }
            if (source.path("fieldRef") instanceof ObjectNode field
                    && Fields.text(field, "fieldPath").isEmpty()) {
                errors.add(FieldError.required(here + ".valueFrom.fieldRef.fieldPath", ""));
            }
        }
        at = 0;
        for (ObjectNode source : Fields.objects(container, "envFrom")) {
            String here = path + ".envFrom[" + at++ + "]";
            long sources = List.of("configMapRef", "secretRef").stream()
                    .filter(source::has)
                    .count();
            if (sources == 0) {
                errors.add(FieldError.invalid(here, "", "must specify one of: `configMapRef` or `secretRef`"));
            } else if (sources > 1) {
                errors.add(FieldError.invalid(here, "", "may not have more than one field specified at a time"));
            }
        }
    }

    private static void mounts(ObjectNode container, String path, Set<String> volumes, List<FieldError> errors) {
        Set<String> mountPaths = new HashSet<>();
        int at = 0;
        for (ObjectNode mount : Fields.objects(container, "volumeMounts")) {
            String here = path + ".volumeMounts[" + at++ + "]";
            String name = Fields.text(mount, "name");
            String mountPath = Fields.text(mount, "mountPath");
            if (name.isEmpty()) errors.add(FieldError.required(here + ".name", ""));
            else if (!volumes.contains(name)) errors.add(FieldError.notFound(here + ".name", name));
            if (mountPath.isEmpty()) errors.add(FieldError.required(here + ".mountPath", ""));
            else if (!mountPaths.add(mountPath)) {
                errors.add(FieldError.invalid(here + ".mountPath", mountPath, "must be unique"));
            }
            String subPath = Fields.text(mount, "subPath");
            if (subPath.startsWith("/")) {
                errors.add(FieldError.invalid(here + ".subPath", subPath, "must be a relative path"));
            } else if (List.of(subPath.split("/")).contains("..")) {
                errors.add(FieldError.invalid(here + ".subPath", subPath, "must not contain '..'"));
            }
        }
    }

    private static void resources(JsonNode resources, String path, List<FieldError> errors) {
        for (String list : List.of("limits", "requests")) {
            resources.path(list).properties().forEach(entry -> {
                String name = entry.getKey();
                String here = path + "." + list + "." + name;
                if (!STANDARD_RESOURCES.contains(name) && !name.startsWith("hugepages-") && !name.contains("/")) {
                    errors.add(FieldError.invalid(here, name, "must be a standard resource type or fully qualified"));
                }
                if (amount(entry.getValue()).signum() < 0) {
                    errors.add(FieldError.invalid(
                            here, entry.getValue().asString(), "must be greater than or equal to 0"));
                }
            });
        }
        resources.path("requests").properties().forEach(request -> {
            JsonNode limit = resources.path("limits").path(request.getKey());
            if (!limit.isMissingNode() && amount(request.getValue()).compareTo(amount(limit)) > 0) {
                errors.add(FieldError.invalid(
                        path + ".requests",
                        request.getValue().asString(),
                        "must be less than or equal to " + request.getKey() + " limit of " + limit.asString()));
            }
        });
    }

    /** The schema has refused what is no quantity. */
    static BigDecimal amount(JsonNode quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity.asString()));
    }

    private static void probe(JsonNode probe, String path, boolean liveness, List<FieldError> errors) {
        if (!(probe instanceof ObjectNode object)) return;
        long handlers = List.of("exec", "httpGet", "tcpSocket", "grpc").stream()
                .filter(object::has)
                .count();
        if (handlers == 0) errors.add(FieldError.required(path, "must specify a handler type"));
        if (handlers > 1) errors.add(FieldError.forbidden(path, "may not specify more than 1 handler type"));
        for (String field : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            long value = object.path(field).asLong(0);
            if (value < 0) {
                errors.add(FieldError.invalid(path + "." + field, value, "must be greater than or equal to 0"));
            }
        }
        if (liveness && object.path("successThreshold").asLong(1) != 1) {
            errors.add(FieldError.invalid(
                    path + ".successThreshold", object.path("successThreshold").asLong(), "must be 1"));
        }
        if (object.path("exec") instanceof ObjectNode exec
                && Fields.texts(exec, "command").isEmpty()) {
            errors.add(FieldError.required(path + ".exec.command", ""));
        }
        for (String handler : List.of("httpGet", "tcpSocket")) {
            if (!(object.path(handler) instanceof ObjectNode connect)) continue;
            JsonNode port = connect.path("port");
            String here = path + "." + handler + ".port";
            if (port.isNumber()) MetadataRules.invalid(errors, here, port.asLong(), Names.portNumber(port.asLong()));
            else MetadataRules.invalid(errors, here, port.asString(""), Names.portName(port.asString("")));
        }
    }
}
