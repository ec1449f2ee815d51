package io.coxswain.example;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Map;

/** Keeps a ConfigMap per Ferry with its number of passengers, and tells it in the status. */
@ControllerConfiguration
public class FerryOperator implements Reconciler<Ferry>, Cleaner<Ferry> {
    public static void main(String[] args) {
        var operator = new Operator();
        operator.register(new FerryOperator());
        operator.start();
    }

    @Override
    public List<EventSource<?, Ferry>> prepareEventSources(EventSourceContext<Ferry> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(ConfigMap.class, Ferry.class)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(Ferry.class))
                        .build(),
                context));
    }

    @Override
    public UpdateControl<Ferry> reconcile(Ferry ferry, Context<Ferry> context) {
        var map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(ferry.getMetadata().getName())
                .withNamespace(ferry.getMetadata().getNamespace())
                .endMetadata()
                .withData(Map.of("passengers", Integer.toString(ferry.getSpec().passengers)))
                .build();
        map.addOwnerReference(ferry);
        context.getClient().resource(map).fieldManager("ferries").forceConflicts().serverSideApply();
        var told = new Ferry();
        told.setMetadata(new ObjectMetaBuilder()
                .withName(ferry.getMetadata().getName())
                .withNamespace(ferry.getMetadata().getNamespace())
                .build());
        told.setStatus(new Ferry.Status());
        told.getStatus().aboard = ferry.getSpec().passengers;
        return UpdateControl.patchStatus(told);
    }

    @Override
    public DeleteControl cleanup(Ferry ferry, Context<Ferry> context) {
        return DeleteControl.defaultDelete();
    }
}
