package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.audit.AuditAnnotations;
import io.coxswain.controlplane.podsecurity.Policy;
import io.coxswain.controlplane.podsecurity.Standard;
import io.coxswain.controlplane.podsecurity.Violation;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds Pods to the Pod Security Standard that the labels of their namespace name, and warns of templates. */
public final class PodSecurity implements AdmissionRule {
    private static final String NOTES = "pod-security.kubernetes.io/";

    /** The subresources by which a Pod may come to run something else. */
    private static final Set<String> PARTS = Set.of("", "ephemeralcontainers", "resize");

    /** Where the kinds that make Pods have their template. */
    private static final Map<Kind<?>, String> TEMPLATES = Map.of(
            Kinds.POD_TEMPLATE, "/template",
            Kinds.REPLICATION_CONTROLLER, "/spec/template",
            Kinds.REPLICA_SET, "/spec/template",
            Kinds.DEPLOYMENT, "/spec/template",
            Kinds.STATEFUL_SET, "/spec/template",
            Kinds.DAEMON_SET, "/spec/template",
            Kinds.JOB, "/spec/template",
            Kinds.CRON_JOB, "/spec/jobTemplate/spec/template");

    private final ExistingPods existing;

    PodSecurity(ExistingPods existing) {
        this.existing = existing;
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.DELETE) return Terms.NONE;
        Kind<?> kind = request.kind();
        String template = TEMPLATES.get(kind);
        if (kind.equals(Kinds.NAMESPACE) && request.subresource().isEmpty()) {
            checkNamespace(request);
        } else if (kind.equals(Kinds.POD) && PARTS.contains(request.subresource()) && isSignificant(request)) {
            check(request, request.given(), true);
        } else if (template != null && request.subresource().isEmpty()) {
            JsonNode pod = request.given().at(template);
            if (pod.isObject()) check(request, pod, false);
        }
        return Terms.NONE;
    }

    private void checkNamespace(AdmissionRequest request) {
        Policy policy = Policy.of(Metadata.labels(request.given()));
        ObjectNode old = request.old();
        Policy before = Policy.of(old == null ? Map.of() : Metadata.labels(old));
        List<FieldError> faults = policy.faults();
        if (!faults.isEmpty() && !faults.equals(before.faults())) {
            throw ApiException.invalid(Kinds.NAMESPACE, request.key().name(), faults);
        }
        if (old != null && policy.enforce().isStricterThan(before.enforce())) {
            request.warnings()
                    .addAll(existing.warnings(request.snapshot(), request.key().name(), policy.enforce()));
        }
    }

    private static void check(AdmissionRequest request, JsonNode pod, boolean enforced) {
        Policy policy = policy(request);
        if (!policy.faults().isEmpty()) {
            String told = policy.faults().stream()
                    .map(fault -> fault.field() + ": " + fault.message())
                    .collect(Collectors.joining(", "));
            AuditAnnotations.note(NOTES + "error", "Failed to parse policy: " + told);
        }
        if (enforced)
            AuditAnnotations.note(NOTES + "enforce-policy", policy.enforce().toString());
        String noted = violations(policy.audit(), pod);
        if (!noted.isEmpty()) AuditAnnotations.note(NOTES + "audit-violations", "would violate " + noted);
        String refused = enforced ? violations(policy.enforce(), pod) : "";
        if (!refused.isEmpty()) throw request.forbidden("violates " + refused);
        String warned = violations(policy.warn(), pod);
        if (!warned.isEmpty()) request.warnings().add("would violate " + warned);
    }

    private static String violations(Standard standard, JsonNode pod) {
        List<Violation> violations = standard.violations(pod.path("metadata"), pod.path("spec"));
        if (violations.isEmpty()) return "";
        return "PodSecurity \"" + standard + "\": "
                + violations.stream().map(Violation::toString).collect(Collectors.joining(", "));
    }

    private static Policy policy(AdmissionRequest request) {
        String namespace = Objects.requireNonNullElse(request.key().namespace(), "");
        return request.snapshot()
                .get(new StoreKey(Kinds.NAMESPACE.resource(), "", namespace))
                .map(StoredObject::json)
                .map(Json::parseObject)
                .map(Metadata::labels)
                .map(Policy::of)
                .orElseGet(() -> Policy.of(Map.of()));
    }

    /** A Pod that runs nothing new keeps its right to be there. */
    private static boolean isSignificant(AdmissionRequest request) {
        ObjectNode old = request.old();
        if (old == null) return true;
        JsonNode spec = request.given().path("spec");
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            if (!images(spec.path(list)).equals(images(old.path("spec").path(list)))) return true;
        }
        return false;
    }

    private static List<String> images(JsonNode containers) {
        return containers
                .valueStream()
                .map(container -> container.path("name").asString("") + " "
                        + container.path("image").asString(""))
                .toList();
    }
}
