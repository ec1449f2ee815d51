package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.managedfields.FieldOwnership;
import io.coxswain.controlplane.resource.ObjectUpdater.Edit;
import io.coxswain.controlplane.resource.ObjectUpdater.Part;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply: of an object, or through its status or scale. */
final class ObjectApplier {
    private final ObjectCreator creator;
    private final ObjectUpdater updater;
    private final FieldOwnership fields;

    ObjectApplier(ObjectCreator creator, ObjectUpdater updater, FieldOwnership fields) {
        this.creator = creator;
        this.updater = updater;
        this.fields = fields;
    }

    ResourceService.Applied apply(
            Kind<?> kind,
            ObjectKey key,
            String subresource,
            ObjectNode configuration,
            boolean force,
            WriteOptions options,
            Runnable mayCreate) {
        for (int attempt = 0; attempt < ObjectWriter.ATTEMPTS; attempt++) {
            try {
                return new ResourceService.Applied(
                        change(kind, key, subresource, configuration, force, options), false);
            } catch (ApiException failure) {
                if (!failure.is(Reason.NotFound) || !subresource.isEmpty()) throw failure;
            }
            mayCreate.run();
            try {
                return new ResourceService.Applied(create(kind, key, configuration, force, options), true);
            } catch (ApiException failure) {
                if (!failure.is(Reason.AlreadyExists)) throw failure;
            }
        }
        throw ObjectWriter.contended(kind, key.name());
    }

    private Representation change(
            Kind<?> kind,
            ObjectKey key,
            String subresource,
            ObjectNode configuration,
            boolean force,
            WriteOptions options) {
        var by = new FieldOwnership.Writer(options.manager(), subresource);
        ObjectNode wanted =
                subresource.equals("scale") ? ScaleSubresource.configuration(kind, configuration) : configuration;
        Part part = subresource.equals("status") ? Part.STATUS : Part.OBJECT;
        Edit edit = new Edit(
                part,
                subresource,
                true,
                current -> fields.apply(kind, by, current, withoutVersion(wanted, current), force));
        Representation changed = updater.update(kind, key, edit, options);
        return subresource.equals("scale")
                ? Representation.of(ScaleSubresource.of(updater.strategy(kind), changed.tree()))
                : changed;
    }

    /** The current version stands in the object that the configuration is laid over; it is no wish of the client. */
    private static ObjectNode withoutVersion(ObjectNode configuration, ObjectNode current) {
        if (Metadata.resourceVersion(configuration).isEmpty())
            Metadata.of(current).remove("resourceVersion");
        return configuration;
    }

    private Representation create(
            Kind<?> kind, ObjectKey key, ObjectNode configuration, boolean force, WriteOptions options) {
        String uid = Metadata.uid(configuration);
        if (!uid.isEmpty()) {
            throw ApiException.conflict(
                    kind,
                    key.name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
        var by = new FieldOwnership.Writer(options.manager(), "");
        ObjectNode object = fields.apply(kind, by, null, configuration, force);
        return creator.create(kind, key.namespace(), object, options, true);
    }
}
