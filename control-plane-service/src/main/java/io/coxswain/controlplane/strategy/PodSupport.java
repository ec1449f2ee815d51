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
            "dnsPolicy",
            "enableServiceLinks",
            "hostNetwork",
            "nodeName",
            "nodeSelector",
            "preemptionPolicy",
            "priority",
            "restartPolicy",
            "schedulerName",
            "securityContext",
            "serviceAccount",
            "serviceAccountName",
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
            "terminationMessagePath",
            "terminationMessagePolicy",
            "volumeMounts",
            "workingDir");
    private static final Set<String> POD_SECURITY = Set.of("runAsGroup", "runAsUser");
    private static final Set<String> CONTAINER_SECURITY =
            Set.of("capabilities", "privileged", "readOnlyRootFilesystem", "runAsGroup", "runAsUser");
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
    private static final Set<String> MOUNT = Set.of("mountPath", "name", "readOnly", "subPath");
    private static final Set<String> VARIABLE_SOURCE = Set.of("configMapKeyRef", "fieldRef", "secretKeyRef");
    private static final Set<String> PORT = Set.of("containerPort", "hostPort", "name", "protocol");
    private static final Set<String> DNS_POLICIES = Set.of("ClusterFirst", "ClusterFirstWithHostNet", "Default");

    private PodSupport() {}

    static void check(ObjectNode spec, String path, List<FieldError> errors) {
        only(spec, path, SPEC, errors);
        if (spec.path("securityContext") instanceof ObjectNode context) {
            only(context, path + ".securityContext", POD_SECURITY, errors);
        }
        String dnsPolicy = Fields.text(spec, "dnsPolicy");
        if (dnsPolicy.equals("None")) {
            errors.add(FieldError.forbidden(path + ".dnsPolicy", "\"None\" " + REFUSAL));
        } else if (!dnsPolicy.isEmpty() && !DNS_POLICIES.contains(dnsPolicy)) {
            errors.add(FieldError.notSupported(
                    path + ".dnsPolicy",
                    dnsPolicy,
                    List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")));
        }
        boolean hostNetwork = spec.path("hostNetwork").asBoolean(false);
        int at = 0;
        for (ObjectNode container : Fields.objects(spec, "containers")) {
            container(container, path + ".containers[" + at++ + "]", hostNetwork, errors);
        }
        at = 0;
        for (ObjectNode volume : Fields.objects(spec, "volumes")) {
            only(volume, path + ".volumes[" + at++ + "]", VOLUME, errors);
        }
    }

    private static void container(ObjectNode container, String path, boolean hostNetwork, List<FieldError> errors) {
        only(container, path, CONTAINER, errors);
        if (container.path("securityContext") instanceof ObjectNode context) {
            only(context, path + ".securityContext", CONTAINER_SECURITY, errors);
        }
        for (String name : List.of("livenessProbe", "readinessProbe")) {
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
            if (!hostNetwork && port.path("hostPort").asInt(0) != 0) {
                errors.add(FieldError.forbidden(here + ".hostPort", REFUSAL + " without hostNetwork"));
            }
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
