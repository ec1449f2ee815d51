package io.coxswain.controlplane.strategy.rbac;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.LabelSelectors;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Roles and ClusterRoles: rules for resources or, of the cluster alone, for paths. */
public record RoleStrategy(Kind<?> kind) implements Strategy {
    @Override
    public List<String> nameFaults(String name) {
        return Formats.pathSegment(name);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        if (!Fields.has(object, "rules")) object.putNull("rules");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place role = Place.of(object, errors);
        role.each("rules").forEach(this::rule);
        Place aggregation = role.at("aggregationRule");
        if (!aggregation.isSet()) return;
        aggregation
                .at("clusterRoleSelectors")
                .isGiven("at least one clusterRoleSelector required if aggregationRule is non-nil");
        aggregation.each("clusterRoleSelectors").forEach(LabelSelectors::validate);
    }

    private void rule(Place rule) {
        rule.at("verbs").isGiven("verbs must contain at least one value");
        Place paths = rule.at("nonResourceURLs");
        if (!paths.isEmpty()) {
            if (kind.namespaced()) paths.invalid("namespaced rules cannot apply to non-resource URLs");
            boolean both = List.of("apiGroups", "resources", "resourceNames").stream()
                    .anyMatch(field -> !rule.at(field).isEmpty());
            if (both) paths.invalid("rules cannot apply to both regular resources and non-resource URLs");
            return;
        }
        rule.at("apiGroups").isGiven("resource rules must supply at least one api group");
        rule.at("resources").isGiven("resource rules must supply at least one resource");
        if (!rule.at("resourceNames").isEmpty() && rule.at("resources").value().size() > 1) {
            rule.at("resourceNames").required("resource names cannot apply to multiple resources");
        }
    }
}
