package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Owner references, read and written. */
public final class Owners {
    /** The name of the index that {@link #controllerOrOrphan} makes. */
    public static final String INDEX = "controller";

    private Owners() {}

    public static Optional<OwnerReference> controllerOf(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    public static boolean controls(HasMetadata owner, HasMetadata owned) {
        return controllerOf(owned)
                .map(OwnerReference::getUid)
                .filter(uid -> uid.equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    /** Index values: the uid of the controller, or for an object without one {@link #orphansOf} its namespace. */
    public static Stream<String> controllerOrOrphan(HasMetadata object) {
        return Stream.of(controllerOf(object)
                .map(OwnerReference::getUid)
                .orElseGet(() -> orphansOf(object.getMetadata().getNamespace())));
    }

    public static String orphansOf(String namespace) {
        return "orphans of " + namespace;
    }

    /** A reference that makes {@code owner} the controller. */
    public static ObjectNode reference(Kind<?> kind, HasMetadata owner) {
        return Json.object()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.name())
                .put("name", owner.getMetadata().getName())
                .put("uid", owner.getMetadata().getUid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    /** A merge patch that sets the owners of an object, if it is still the one that was read. */
    public static ObjectNode patch(HasMetadata object, List<ObjectNode> owners) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata")
                .put("uid", object.getMetadata().getUid())
                .put("resourceVersion", object.getMetadata().getResourceVersion());
        ArrayNode list = metadata.putArray("ownerReferences");
        owners.forEach(list::add);
        return patch;
    }

    /** The references of an object, but for those to {@code uid}. */
    public static List<ObjectNode> without(HasMetadata object, String uid) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> !owner.getUid().equals(uid))
                .map(Json::tree)
                .toList();
    }
}
