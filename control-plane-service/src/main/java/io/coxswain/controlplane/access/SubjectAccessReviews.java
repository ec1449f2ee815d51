package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Whether somebody may do something: SubjectAccessReview, and LocalSubjectAccessReview within one namespace. */
public final class SubjectAccessReviews implements Unstored {
    private final Kind<?> kind;
    private final Authorizers authorizers;

    public SubjectAccessReviews(Kind<?> kind, Authorizers authorizers) {
        this.kind = kind;
        this.authorizers = authorizers;
    }

    @Override
    public Kind<?> kind() {
        return kind;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        var spec = object.path("spec");
        List<FieldError> errors = ReviewedAction.subjectFaults(spec);
        if (kind.equals(Kinds.LOCAL_SUBJECT_ACCESS_REVIEW)) {
            String asked = spec.path("resourceAttributes").path("namespace").asString("");
            if (spec.path("nonResourceAttributes").isObject()) {
                errors.add(FieldError.invalid(
                        "spec.nonResourceAttributes",
                        spec.path("nonResourceAttributes").toString(),
                        "disallowed on this kind of request"));
            } else if (!asked.equals(namespace)) {
                throw ApiException.badRequest("spec.resourceAttributes.namespace must match namespace: " + namespace);
            }
        }
        Action action = ReviewedAction.of(kind, spec, errors);
        return ReviewedAction.answer(object, authorizers.decide(ReviewedAction.user(spec), action));
    }
}
