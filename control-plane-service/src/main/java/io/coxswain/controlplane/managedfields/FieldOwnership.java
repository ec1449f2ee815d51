package io.coxswain.controlplane.managedfields;

import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps {@code metadata.managedFields} on every write, and applies configurations. */
public final class FieldOwnership {
    private static final String SCALE = "scale";
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private static final String UNKNOWN = "unknown";

    private final Schemas schemas;
    private final FieldTypes types;
    private final StructuralTypes structural;
    private volatile Function<Kind<?>, Optional<StructuralSchema>> custom = kind -> Optional.empty();
    private final Clock clock;

    public FieldOwnership(Schemas schemas, Clock clock) {
        this.schemas = schemas;
        this.types = new FieldTypes(schemas::type);
        this.structural = new StructuralTypes(types.of(schemas.type(OBJECT_META)));
        this.clock = clock;
    }

    /** {@code custom} knows the schemas of kinds that come and go. */
    public void extendWith(Function<Kind<?>, Optional<StructuralSchema>> custom) {
        this.custom = custom;
    }

    private FieldType type(Kind<?> kind) {
        return custom.apply(kind).map(structural::ofResource).orElseGet(() -> types.of(schemas.of(kind)));
    }

    /**
     * Who writes, and through what.
     *
     * @param manager empty where the client gives no name
     * @param subresource empty for the object itself
     */
    public record Writer(String manager, String subresource) {
        String name() {
            return manager.isEmpty() ? UNKNOWN : manager;
        }
    }

    /**
     * Writes into {@code now} who owns its fields after a write that is no apply.
     *
     * @param old null for a creation
     * @param given the managed fields that came with the request; missing where none did
     */
    public void update(Kind<?> kind, Writer writer, @Nullable ObjectNode old, ObjectNode now, JsonNode given) {
        ObjectNode before = old == null ? Json.object() : old;
        Managers managers = managers(writer, before, given);
        FieldType type = type(kind);
        Comparison comparison = Comparer.compare(type, before, now)
                .without(StatusSplit.ignored(kind, writer.subresource(), before, now));
        FieldSet changed = ServerFields.strip(comparison.changed());
        ManagedEntry.Owner owner = ManagedEntry.Owner.updater(writer.name(), kind.apiVersion(), writer.subresource());
        if (!managers.isEmpty()) {
            managers.take(changed, owner);
            for (ManagedEntry entry : List.copyOf(managers.all())) {
                managers.put(entry.withFields(entry.fields().difference(comparison.removed())));
            }
        }
        if (!changed.isEmpty()) {
            ManagedEntry previous = managers.get(owner);
            FieldSet fields = previous == null ? changed : previous.fields().union(changed);
            managers.put(new ManagedEntry(owner, kind.apiVersion(), time(writer), fields));
            managers.limit();
        }
        managers.writeTo(Metadata.of(now));
    }

    /** From the request where it says anything about them, else those of the object. */
    private static Managers managers(Writer writer, ObjectNode old, JsonNode given) {
        if (writer.subresource().isEmpty() && given.isArray()) {
            boolean reset =
                    given.isEmpty() || (given.size() == 1 && given.get(0).isEmpty());
            if (reset) return new Managers();
            Optional<Managers> asGiven = Managers.read(given);
            if (asGiven.isPresent() && !asGiven.get().isEmpty()) return asGiven.get();
        }
        return Managers.read(old.path("metadata").path("managedFields")).orElseGet(Managers::new);
    }

    /** Refuses a configuration that does not fit its type; the text of the fault names it. */
    public void check(Kind<?> kind, ObjectNode configuration) {
        String fault = ConfigurationCheck.fault(type(kind), configuration);
        if (fault != null) throw untyped(kind, configuration, fault);
    }

    /** Kubernetes answers this with 500; the fault is the client's all the same. */
    public static ApiException untyped(Kind<?> kind, ObjectNode configuration, String fault) {
        String namespace = Metadata.namespace(configuration);
        return ApiException.badRequest("failed to create typed patch object ("
                + (namespace == null ? "" : namespace) + "/" + Metadata.name(configuration) + "; "
                + (kind.group().isEmpty() ? "/" : "") + kind.apiVersion() + ", Kind=" + kind.name() + "): " + fault);
    }

    /**
     * What an object becomes by a configuration that is checked and normalised, with its managed fields.
     *
     * @param live null where there is no object yet
     */
    public ObjectNode apply(
            Kind<?> kind, Writer writer, @Nullable ObjectNode live, ObjectNode configuration, boolean force) {
        FieldType type = type(kind);
        ObjectNode old = live == null ? Json.object() : live;
        Managers managers =
                Managers.read(old.path("metadata").path("managedFields")).orElseGet(Managers::new);
        ManagedEntry.Owner owner = ManagedEntry.Owner.applier(writer.name(), writer.subresource());
        ManagedEntry last = managers.get(owner);
        FieldSet ignored = StatusSplit.ignored(kind, writer.subresource(), old, configuration);
        FieldSet stated =
                ServerFields.strip(Configuration.fields(type, configuration).without(ignored));
        managers.put(new ManagedEntry(owner, kind.apiVersion(), last == null ? time(writer) : last.time(), stated));

        JsonNode merged = Merger.merge(type, old, configuration);
        List<FieldSet> owned = new ArrayList<>();
        managers.all().forEach(entry -> owned.add(entry.fields()));
        JsonNode result = Pruner.prune(type, merged, last == null ? new FieldSet() : last.fields(), owned);
        Remover.clean(result);
        if (!(result instanceof ObjectNode object)) throw untyped(kind, configuration, "nothing is left of the object");

        Comparison comparison = Comparer.compare(type, old, object).without(ignored);
        FieldSet changed = comparison.changed();
        if (!force) refuseConflicts(type, writer, kind, old, managers, owner, changed);
        managers.take(changed.union(comparison.removed()), owner);
        ManagedEntry own = managers.get(owner);
        if (own != null && !comparison.isSame()) managers.put(own.at(time(writer)));
        managers.writeTo(Metadata.of(object));
        LastApplied.refresh(writer.manager(), object, configuration);
        return object;
    }

    private void refuseConflicts(
            FieldType type,
            Writer writer,
            Kind<?> kind,
            ObjectNode live,
            Managers managers,
            ManagedEntry.Owner owner,
            FieldSet changed) {
        List<ManagedEntry> inConflict = new ArrayList<>();
        for (ManagedEntry entry : managers.all()) {
            if (entry.owner().equals(owner)) continue;
            FieldSet fields = entry.fields().intersection(changed);
            if (fields.isEmpty()) continue;
            // Through scale a client sees the versions of Scale.
            String version = writer.subresource().equals(SCALE) ? "autoscaling/v1" : entry.apiVersion();
            inConflict.add(new ManagedEntry(entry.owner(), version, entry.time(), fields));
        }
        Conflicts conflicts = Conflicts.of(inConflict);
        if (conflicts.isEmpty()) return;
        Conflicts refused = conflicts.without(LastApplied.fields(type, writer.manager(), kind, live));
        if (!refused.isEmpty()) throw refused.refusal();
    }

    /** Null for what comes through scale, whose own objects carry no time. */
    private @Nullable String time(Writer writer) {
        return writer.subresource().equals(SCALE)
                ? null
                : Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
