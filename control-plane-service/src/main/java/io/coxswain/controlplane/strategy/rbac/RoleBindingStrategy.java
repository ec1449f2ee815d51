package io.coxswain.controlplane.strategy.rbac;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** RoleBindings and ClusterRoleBindings: subjects that may change and a role that may not. */
public record RoleBindingStrategy(Kind<?> kind) implements Strategy {
    private static final String GROUP = "rbac.authorization.k8s.io";

    @Override
    public List<String> nameFaults(String name) {
        return Formats.pathSegment(name);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(Fields.ensure(object, "roleRef"), "apiGroup", GROUP);
        for (ObjectNode subject : Fields.objects(object, "subjects")) {
            String kind = Fields.text(subject, "kind");
            if (kind.equals("User") || kind.equals("Group")) Fields.setDefault(subject, "apiGroup", GROUP);
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place binding = Place.of(object, errors);
        Place role = binding.at("roleRef");
        role.at("apiGroup").oneOf(List.of(GROUP));
        role.at("kind").oneOf(kind.namespaced() ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
        role.at("name").requireForm("", Formats::pathSegment);
        binding.each("subjects").forEach(this::subject);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors).at("roleRef").unchanged(Place.of(old, errors).at("roleRef"), "cannot change roleRef");
    }

    private void subject(Place subject) {
        Place name = subject.at("name");
        boolean named = name.isGiven("");
        switch (subject.at("kind").text()) {
            case "ServiceAccount" -> {
                if (named) name.form(Names::subdomain);
                if (!subject.at("apiGroup").isEmpty()) subject.at("apiGroup").unsupported(List.of(""));
                if (!kind.namespaced()) subject.at("namespace").isGiven("");
            }
            case "User" -> {
                if (!named) name.invalid("user name cannot be empty");
                subject.at("apiGroup").oneOf(List.of(GROUP));
            }
            case "Group" -> {
                if (!named) name.invalid("group name cannot be empty");
                subject.at("apiGroup").oneOf(List.of(GROUP));
            }
            default -> subject.at("kind").unsupported(List.of("ServiceAccount", "User", "Group"));
        }
    }
}
