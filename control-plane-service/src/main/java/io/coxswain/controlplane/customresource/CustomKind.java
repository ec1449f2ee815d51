package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of a custom resource, as its definition describes it. Immutable.
 *
 * @param definition the name of the CustomResourceDefinition
 * @param storageVersion the version in which objects are stored
 * @param served whether requests for this version are answered
 * @param schema null for a version that was stored without one and takes anything
 * @param selectable the fields that field selectors may name
 * @param columns that lists show behind the name, as the definition has them
 * @param deprecation what to tell clients that use this version; null where it is not deprecated
 * @param terminating whether the definition is being deleted
 */
public record CustomKind(
        String definition,
        Kind<GenericKubernetesResource> kind,
        String storageVersion,
        boolean served,
        @Nullable StructuralSchema schema,
        @Nullable Scale scale,
        List<SimplePath> selectable,
        List<ObjectNode> columns,
        @Nullable String deprecation,
        boolean terminating) {
    public CustomKind {
        selectable = List.copyOf(selectable);
        columns = List.copyOf(columns);
    }

    /** Where a custom resource keeps what a Scale shows; {@code selector} is null where it has none. */
    record Scale(
            SimplePath specReplicas,
            SimplePath statusReplicas,
            @Nullable SimplePath selector) {}
}
