package io.coxswain.controlplane.strategy;

import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of custom resources: their schemas are checked here once, so that they can be relied on. */
public final class CustomResourceDefinitionStrategy implements Strategy {
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    @Override
    public Kind<?> kind() {
        return Kinds.CUSTOM_RESOURCE_DEFINITION;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        ObjectNode names = Fields.ensure(spec, "names");
        String kind = Fields.text(names, "kind");
        Fields.setDefault(names, "singular", kind.toLowerCase(Locale.ROOT));
        if (!kind.isEmpty()) Fields.setDefault(names, "listKind", kind + "List");
        if (!Fields.has(spec, "conversion")) spec.putObject("conversion").put("strategy", "None");
        JsonNode service =
                spec.path("conversion").path("webhook").path("clientConfig").path("service");
        if (service instanceof ObjectNode reference) Fields.setDefault(reference, "port", 443);
        if (!spec.path("preserveUnknownFields").asBoolean(false)) spec.remove("preserveUnknownFields");
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode status = object.putObject("status");
        status.putObject("acceptedNames").put("kind", "").put("plural", "");
        status.putArray("conditions");
        addStoredVersion(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode old) {
        addStoredVersion(object);
    }

    private static void addStoredVersion(ObjectNode object) {
        ObjectNode status = Fields.ensure(object, "status");
        ArrayNode stored =
                status.path("storedVersions") instanceof ArrayNode there ? there : status.putArray("storedVersions");
        for (ObjectNode version : Fields.objects(object.path("spec"), "versions")) {
            String name = Fields.text(version, "name");
            if (!version.path("storage").asBoolean(false)) continue;
            if (!Json.texts(stored).contains(name)) stored.add(name);
            return;
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        errors.addAll(DefinitionRules.validate(object));
        errors.addAll(ApiApproval.validate(object, null));
    }

    @Override
    public void validateChange(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        errors.addAll(DefinitionRules.validate(object));
        errors.addAll(ApiApproval.validate(object, old));
        JsonNode spec = object.path("spec");
        JsonNode before = old.path("spec");
        if (Conditions.isTrue(old, "Established")) {
            immutable(errors, "spec.scope", spec.path("scope"), before.path("scope"));
            immutable(
                    errors,
                    "spec.names.kind",
                    spec.path("names").path("kind"),
                    before.path("names").path("kind"));
        }
        immutable(errors, "spec.group", spec.path("group"), before.path("group"));
        immutable(
                errors,
                "spec.names.plural",
                spec.path("names").path("plural"),
                before.path("names").path("plural"));
    }

    @Override
    public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        DefinitionNames.validate(object.path("status").path("acceptedNames"), "status.acceptedNames", errors);
    }

    private static void immutable(List<FieldError> errors, String field, JsonNode now, JsonNode before) {
        if (!Json.same(now, before)) {
            errors.add(FieldError.invalid(field, now.isString() ? now.stringValue() : now, "field is immutable"));
        }
    }

    /** What is stored but not enforced yet is told. */
    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        List<String> warnings = new ArrayList<>();
        if (old != null && Json.same(object.path("spec"), old.path("spec"))) return warnings;
        for (ObjectNode version : Fields.objects(object.path("spec"), "versions")) {
            JsonNode schema = version.path("schema").path("openAPIV3Schema");
            if (!(schema instanceof ObjectNode tree)) continue;
            if (StructuralSchema.parse(tree).hasExpressions()) {
                warnings.add("spec.versions[" + Fields.text(version, "name")
                        + "]: x-kubernetes-validations are stored but not yet enforced");
            }
            StructuralSchema.unknownFormats(tree)
                    .forEach(format -> warnings.add("unrecognized format \"" + format + "\""));
        }
        if (Fields.text(object.path("spec").path("conversion"), "strategy").equals("Webhook")) {
            warnings.add("spec.conversion.strategy: the webhook is stored but not called yet; versions differ in their"
                    + " apiVersion alone");
        }
        return warnings;
    }

    /** Its custom resources go first. */
    @Override
    public void beginDeletion(ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        ArrayNode finalizers =
                metadata.path("finalizers") instanceof ArrayNode there ? there : metadata.putArray("finalizers");
        if (!Json.texts(finalizers).contains(FINALIZER)) finalizers.add(FINALIZER);
        Conditions.set(
                object,
                "Terminating",
                true,
                "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                Instant.parse(Objects.requireNonNull(Metadata.text(object, "deletionTimestamp"))));
    }
}
