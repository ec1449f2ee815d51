package io.coxswain.controlplane.openapi;

import io.coxswain.model.Kind;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of kinds that come and go, as OpenAPI publishes them. */
public interface CustomSchemas {
    /** A server without any. */
    CustomSchemas NONE = kind -> Optional.empty();

    /** The component of a kind, with references in the form of version 3; the same object until it changes. */
    Optional<ObjectNode> of(Kind<?> kind);

    /** The name of its component: {@code com.example.stable.v1.CronTab}. */
    static String name(Kind<?> kind) {
        return String.join(".", List.of(kind.group().split("\\.", -1)).reversed()) + "." + kind.version() + "."
                + kind.name();
    }
}
