package io.coxswain.controlplane.strategy.networking;

import io.coxswain.controlplane.strategy.Fields;
import io.coxswain.controlplane.strategy.Formats;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.strategy.Place;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses: a controller that never changes. */
public final class IngressClassStrategy implements Strategy {
    private static final int CONTROLLER_BYTES = 250;

    @Override
    public Kind<?> kind() {
        return Kinds.INGRESS_CLASS;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        if (object.path("spec").path("parameters") instanceof ObjectNode parameters) {
            Fields.setDefault(parameters, "scope", "Cluster");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        Place spec = Place.of(object, errors).at("spec");
        Place controller = spec.at("controller");
        if (controller.isGiven("")) {
            if (controller.text().length() > CONTROLLER_BYTES) controller.tooLong(CONTROLLER_BYTES);
            controller.form(Formats::domainPrefixedPath);
        }
        if (spec.at("parameters").isSet()) parameters(spec.at("parameters"));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        Place.of(object, errors)
                .at("spec")
                .at("controller")
                .unchanged(Place.of(old, errors).at("spec").at("controller"));
    }

    private static void parameters(Place parameters) {
        parameters.at("apiGroup").formIfSet(Names::subdomain);
        parameters.at("kind").requireForm("", Formats::pathSegment);
        parameters.at("name").requireForm("", Formats::pathSegment);
        Place namespace = parameters.at("namespace");
        switch (parameters.at("scope").text()) {
            case "Namespace" -> {
                if (namespace.isSet()) namespace.form(Names::label);
                else namespace.required("`parameters.scope` is set to 'Namespace'");
            }
            case "Cluster" -> {
                if (namespace.isSet()) namespace.forbidden("`parameters.scope` is set to 'Cluster'");
            }
            default -> parameters.at("scope").unsupported(List.of("Cluster", "Namespace"));
        }
    }
}
