package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Whether the caller may do something. */
public final class SelfSubjectAccessReviews implements Unstored {
    private final Authorizers authorizers;

    public SelfSubjectAccessReviews(Authorizers authorizers) {
        this.authorizers = authorizers;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.SELF_SUBJECT_ACCESS_REVIEW;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        Action action = ReviewedAction.of(kind(), object.path("spec"), new ArrayList<>());
        return ReviewedAction.answer(object, authorizers.decide(options.user(), action));
    }
}
