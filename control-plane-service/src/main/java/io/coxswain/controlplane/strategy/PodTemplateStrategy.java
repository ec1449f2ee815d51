package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** PodTemplates, which nothing but their owner reads. */
public final class PodTemplateStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.POD_TEMPLATE;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return !Fields.same(object, old, "template");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        TemplateRules.setDefaults(object);
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        TemplateRules.validate(Fields.ensure(object, "template"), "template", errors);
    }
}
