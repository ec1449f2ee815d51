package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ResourceQuotas: amounts by resource, for scopes that never change. */
public final class ResourceQuotaStrategy implements Strategy {
    private static final Set<String> COUNTED = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> MEASURED = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");
    private static final List<String> SCOPES = List.of(
            "Terminating",
            "NotTerminating",
            "BestEffort",
            "NotBestEffort",
            "PriorityClass",
            "CrossNamespacePodAffinity",
            "VolumeAttributesClass");

    @Override
    public Kind<?> kind() {
        return Kinds.RESOURCE_QUOTA;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        JsonNode spec = object.path("spec");
        amounts(spec.path("hard"), "spec.hard", errors);
        Set<String> scopes = new TreeSet<>(Fields.texts(spec, "scopes"));
        scopes(scopes, spec.path("scopes"), "spec.scopes", errors);
        int at = 0;
        for (ObjectNode expression : Fields.objects(spec.path("scopeSelector"), "matchExpressions")) {
            expression(expression, "spec.scopeSelector.matchExpressions[" + at++ + "]", errors);
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Set<String> now = new TreeSet<>(Fields.texts(object.path("spec"), "scopes"));
        Set<String> before = new TreeSet<>(Fields.texts(old.path("spec"), "scopes"));
        if (!now.equals(before)) {
            errors.add(FieldError.invalid("spec.scopes", object.path("spec").path("scopes"), "field is immutable"));
        }
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        amounts(object.path("status").path("hard"), "status.hard", errors);
        amounts(object.path("status").path("used"), "status.used", errors);
    }

    private static void amounts(JsonNode amounts, String path, List<FieldError> errors) {
        amounts.properties().forEach(entry -> {
            String resource = entry.getKey();
            String here = path + "[" + resource + "]";
            MetadataRules.invalid(errors, here, resource, Names.qualified(resource));
            boolean qualified = resource.contains("/");
            boolean hugePages = resource.matches("(requests\\.|limits\\.)?hugepages-.+");
            boolean ofClass = resource.contains(".storageclass.storage.k8s.io/");
            if (!qualified && !COUNTED.contains(resource) && !MEASURED.contains(resource) && !hugePages && !ofClass) {
                errors.add(FieldError.invalid(here, resource, "must be a standard resource for quota"));
            }
            BigDecimal amount = ContainerRules.amount(entry.getValue());
            if (amount.signum() < 0) {
                errors.add(
                        FieldError.invalid(here, entry.getValue().asString(""), "must be greater than or equal to 0"));
            }
            boolean whole = amount.stripTrailingZeros().scale() <= 0;
            if (!whole && (COUNTED.contains(resource) || resource.startsWith("count/"))) {
                errors.add(FieldError.invalid(here, entry.getValue().asString(""), "must be an integer"));
            }
        });
    }

    private static void scopes(Set<String> scopes, JsonNode given, String path, List<FieldError> errors) {
        if (!SCOPES.containsAll(scopes)) errors.add(FieldError.invalid(path, given, "unsupported scope"));
        for (Set<String> conflict :
                List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"))) {
            if (scopes.containsAll(conflict)) errors.add(FieldError.invalid(path, given, "conflicting scopes"));
        }
    }

    private static void expression(ObjectNode expression, String path, List<FieldError> errors) {
        String scope = Fields.text(expression, "scopeName");
        String operator = Fields.text(expression, "operator");
        boolean values = !expression.path("values").isEmpty();
        if (!SCOPES.contains(scope)) errors.add(FieldError.invalid(path + ".scopeName", scope, "unsupported scope"));
        boolean byValue = scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
        if (!byValue && !operator.equals("Exists")) {
            errors.add(FieldError.invalid(
                    path + ".operator",
                    operator,
                    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
        }
        switch (operator) {
            case "In", "NotIn" -> {
                if (!values) {
                    errors.add(FieldError.required(
                            path + ".values",
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values) {
                    errors.add(FieldError.invalid(
                            path + ".values",
                            expression.path("values"),
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
                }
            }
            default -> errors.add(FieldError.invalid(path + ".operator", operator, "not a valid selector operator"));
        }
    }
}
