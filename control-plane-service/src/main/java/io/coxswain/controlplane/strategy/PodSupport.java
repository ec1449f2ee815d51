package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses, by name, what a Pod may ask for in Kubernetes and no node agent of this cluster can do. */
final class PodSupport {
    private static final String REFUSAL = "is not supported by this cluster";

    private static final Set<String> SPEC = Set.of(
            "automountServiceAccountToken",
            "containers",
            "dnsConfig",
            "dnsPolicy",
            "enableServiceLinks",
            "hostAliases",
            "hostNetwork",
            "hostPID",
            "hostUsers",
            "hostname",
            "initContainers",
            "nodeName",
            "nodeSelector",
            "preemptionPolicy",
            "priority",
            "restartPolicy",
            "schedulerName",
            "securityContext",
            "serviceAccount",
            "serviceAccountName",
            "shareProcessNamespace",
            "subdomain",
            "terminationGracePeriodSeconds",
            "tolerations",
            "volumes");
    private static final Set<String> CONTAINER = Set.of(
            "args",
            "command",
            "env",
            "envFrom",
            "image",
            "imagePullPolicy",
            "livenessProbe",
            "name",
            "ports",
            "readinessProbe",
            "resources",
            "securityContext",
            "startupProbe",
            "stdin",
            "stdinOnce",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "tty",
            "volumeMounts",
            "workingDir");
    private static final Set<String> POD_SECURITY = Set.of(
            "fsGroup",
            "fsGroupChangePolicy",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "seccompProfile",
            "supplementalGroups");
    private static final Set<String> CONTAINER_SECURITY = Set.of(
            "allowPrivilegeEscalation",
            "capabilities",
            "privileged",
            "readOnlyRootFilesystem",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "seccompProfile");
    private static final Set<String> PROBE = Set.of(
            "exec",
            "failureThreshold",
            "httpGet",
            "initialDelaySeconds",
            "periodSeconds",
            "successThreshold",
            "tcpSocket",
            "timeoutSeconds");
    private static final Set<String> VOLUME = Set.of("configMap", "emptyDir", "hostPath", "name", "secret");
    private static final Set<String> MOUNT = Set.of("mountPath", "mountPropagation", "name", "readOnly");
    private static final Set<String> VARIABLE_SOURCE =
            Set.of("configMapKeyRef", "fieldRef", "resourceFieldRef", "secretKeyRef");
    private static final Set<String> PORT = Set.of("containerPort", "hostPort", "name", "protocol");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

    private PodSupport() {}

    static void check(ObjectNode spec, String path, List<FieldError> errors) {
        only(spec, path, SPEC, errors);
        security(spec, path, POD_SECURITY, errors);
        String dnsPolicy = Fields.text(spec, "dnsPolicy");
        if (!dnsPolicy.isEmpty() && !DNS_POLICIES.contains(dnsPolicy)) {
            errors.add(FieldError.notSupported(path + ".dnsPolicy", dnsPolicy, DNS_POLICIES));
        }
        if (Fields.has(spec, "hostUsers") && !spec.path("hostUsers").asBoolean(true)) {
            errors.add(FieldError.forbidden(path + ".hostUsers", REFUSAL));
        }
        boolean hostNetwork = spec.path("hostNetwork").asBoolean(false);
        for (String list : List.of("initContainers", "containers")) {
            int number = 0;
            for (ObjectNode container : Fields.objects(spec, list)) {
                container(container, path + "." + list + "[" + number++ + "]", hostNetwork, errors);
            }
        }
        int at = 0;
        for (ObjectNode volume : Fields.objects(spec, "volumes")) {
            only(volume, path + ".volumes[" + at++ + "]", VOLUME, errors);
        }
    }

    private static void container(ObjectNode container, String path, boolean hostNetwork, List<FieldError> errors) {
        only(container, path, CONTAINER, errors);
        security(container, path, CONTAINER_SECURITY, errors);
        for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.path(name) instanceof ObjectNode probe) only(probe, path + "." + name, PROBE, errors);
        }
        int at = 0;
        for (ObjectNode mount : Fields.objects(container, "volumeMounts")) {
            only(mount, path + ".volumeMounts[" + at++ + "]", MOUNT, errors);
        }
        at = 0;
        for (ObjectNode variable : Fields.objects(container, "env")) {
            String here = path + ".env[" + at++ + "].valueFrom";
            if (variable.path("valueFrom") instanceof ObjectNode source) only(source, here, VARIABLE_SOURCE, errors);
        }
        at = 0;
        for (ObjectNode port : Fields.objects(container, "ports")) {
            String here = path + ".ports[" + at++ + "]";
            only(port, here, PORT, errors);
            long hostPort = port.path("hostPort").asLong(0);
            if (!hostNetwork && hostPort != 0) {
                errors.add(FieldError.forbidden(here + ".hostPort", REFUSAL + " without hostNetwork"));
            } else if (hostPort != 0 && hostPort != port.path("containerPort").asLong(0)) {
                errors.add(FieldError.invalid(
                        here + ".hostPort", hostPort, "must match `containerPort` when `hostNetwork` is true"));
            }
        }
    }

    /** The engine's own profile is what {@code RuntimeDefault} means, and the only one. */
    private static void security(ObjectNode of, String path, Set<String> supported, List<FieldError> errors) {
        if (!(of.path("securityContext") instanceof ObjectNode context)) return;
        only(context, path + ".securityContext", supported, errors);
        String profile = Fields.text(context.path("seccompProfile"), "type");
        if (!profile.isEmpty() && !profile.equals("RuntimeDefault")) {
            errors.add(FieldError.forbidden(
                    path + ".securityContext.seccompProfile.type", "\"" + profile + "\" " + REFUSAL));
        }
    }

    private static void only(ObjectNode object, String path, Set<String> supported, List<FieldError> errors) {
        object.properties().forEach(entry -> {
            if (!supported.contains(entry.getKey()) && asksForSomething(entry.getValue())) {
                errors.add(FieldError.forbidden(path + "." + entry.getKey(), REFUSAL));
            }
        });
    }

    private static boolean asksForSomething(JsonNode value) {
        if (value.isNull()) return false;
        if (value.isBoolean()) return value.booleanValue();
        if (value.isArray()) return !value.isEmpty();
        return !(value.isString() && value.stringValue().isEmpty());
    }
}
