package io.coxswain.controlplane.controller.owner;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informers;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ControllerRevisions of an owner: one for each template that it had, found again when a template comes back. */
public final class RevisionHistory<O extends HasMetadata> {
    private static final int LONGEST_PREFIX = 223;
    private static final int MOST_COLLISIONS = 100;

    /**
     * The history of an owner and what it wants now.
     *
     * @param current of the owner's present template
     * @param all oldest first, with the current one
     * @param collisions how many names were taken by other templates, ever
     */
    public record Known(ControllerRevision current, List<ControllerRevision> all, int collisions) {
        public Known {
            all = List.copyOf(all);
        }
    }

    private final Api api;
    private final Kind<O> kind;
    private final String hashLabel;
    private final Claims<O, ControllerRevision> claims;

    /** {@code hashLabel} is the label of a revision that carries the hash in its name. */
    public RevisionHistory(Api api, Kind<O> kind, Informers informers, String hashLabel) {
        this.api = api;
        this.kind = kind;
        this.hashLabel = hashLabel;
        this.claims = new Claims<>(api, kind, Kinds.CONTROLLER_REVISION, informers.of(Kinds.CONTROLLER_REVISION));
    }

    public String hash(ControllerRevision revision) {
        var labels = revision.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(hashLabel, "");
    }

    /** Finds or makes the revision of the owner's template, and gives it the highest number. */
    public Known sync(O owner, LabelSelector selector, PodTemplateSpec template, int collisions) {
        List<ControllerRevision> known = claims.of(owner, selector).stream()
                .sorted(Comparator.<ControllerRevision>comparingLong(RevisionHistory::number)
                        .thenComparing(revision -> revision.getMetadata().getCreationTimestamp())
                        .thenComparing(revision -> revision.getMetadata().getName()))
                .toList();
        JsonNode wanted = Json.tree(template);
        long newest = known.isEmpty() ? 0 : number(known.getLast());
        Optional<ControllerRevision> same = known.reversed().stream()
                .filter(revision -> Json.tree(template(revision)).equals(wanted))
                .findFirst();
        if (same.isPresent() && ObjectKey.of(same.get()).equals(ObjectKey.of(known.getLast())))
            return new Known(same.get(), known, collisions);
        if (owner.getMetadata().getDeletionTimestamp() != null && !known.isEmpty()) {
            return new Known(same.orElse(known.getLast()), known, collisions);
        }
        var all = new ArrayList<>(known);
        if (same.isPresent()) {
            all.remove(same.get());
            ControllerRevision renewed = renumber(same.get(), newest + 1);
            all.add(renewed);
            return new Known(renewed, all, collisions);
        }
        return create(owner, all, newest + 1, collisions);
    }

    /** The template of a revision as it was stored, to make Pods of. */
    public JsonNode templateTree(ControllerRevision revision) {
        return withoutDirective(
                api.get(Kinds.CONTROLLER_REVISION, ObjectKey.of(revision)).path("data"));
    }

    /** Deletes the oldest revisions beyond {@code limit}, but none of those in use. */
    public void truncate(Known known, Set<String> namesInUse, int limit) {
        List<ControllerRevision> unused = known.all().stream()
                .filter(revision -> !namesInUse.contains(revision.getMetadata().getName())
                        && !revision.getMetadata()
                                .getName()
                                .equals(known.current().getMetadata().getName()))
                .filter(revision -> revision.getMetadata().getDeletionTimestamp() == null)
                .collect(Collectors.toCollection(ArrayList::new));
        for (ControllerRevision revision : unused.subList(0, Math.max(0, unused.size() - limit))) {
            try {
                api.delete(
                        Kinds.CONTROLLER_REVISION,
                        ObjectKey.of(revision),
                        DeleteOptions.ofUid(revision.getMetadata().getUid()));
            } catch (ApiException gone) {
                if (!gone.is(Reason.NotFound)) throw gone;
            }
        }
    }

    private Known create(O owner, List<ControllerRevision> all, long number, int collisions) {
        ObjectNode live = api.get(kind, ObjectKey.of(owner));
        boolean sameSpec = Objects.equals(
                owner.getMetadata().getGeneration(),
                live.path("metadata").path("generation").asLong(0));
        // the template of another moment would get the name and number of this one
        if (!sameSpec) throw ApiException.modified(kind, owner.getMetadata().getName());
        JsonNode template = live.path("spec").path("template");
        for (int collision = collisions; collision < collisions + MOST_COLLISIONS; collision++) {
            ObjectNode revision = revision(owner, live, template, number, collision);
            try {
                all.add(view(api.create(Kinds.CONTROLLER_REVISION, revision)));
                return new Known(all.getLast(), all, collision);
            } catch (ApiException taken) {
                if (!taken.is(Reason.AlreadyExists)) throw taken;
                Optional<ControllerRevision> ours = api.find(Kinds.CONTROLLER_REVISION, Metadata.key(revision))
                        .filter(other -> Json.same(other.path("data"), revision.path("data")))
                        .map(RevisionHistory::view)
                        .filter(other -> Owners.controls(owner, other));
                if (ours.isPresent()) {
                    all.removeIf(other -> ObjectKey.of(other).equals(ObjectKey.of(ours.get())));
                    all.add(ours.get());
                    return new Known(ours.get(), all, collision);
                }
            }
        }
        throw ApiException.conflict(
                kind, owner.getMetadata().getName(), "other templates have the names of its revisions");
    }

    private ObjectNode revision(O owner, ObjectNode live, JsonNode template, long number, int collision) {
        ObjectNode data = Json.object();
        ObjectNode stored = data.putObject("spec").putObject("template");
        if (template instanceof ObjectNode tree) stored.setAll(tree.deepCopy());
        stored.put("$patch", "replace");
        String hash = ContentHash.of(data, collision);
        ObjectNode revision = Json.object().put("kind", "ControllerRevision").put("apiVersion", "apps/v1");
        String prefix = owner.getMetadata().getName();
        ObjectNode metadata = revision.putObject("metadata")
                .put("name", prefix.substring(0, Math.min(LONGEST_PREFIX, prefix.length())) + "-" + hash)
                .put("namespace", owner.getMetadata().getNamespace());
        ObjectNode labels = metadata.putObject("labels");
        if (template.path("metadata").path("labels") instanceof ObjectNode given) labels.setAll(given.deepCopy());
        labels.put(hashLabel, hash);
        if (live.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            metadata.set("annotations", annotations.deepCopy());
        }
        metadata.putArray("ownerReferences").add(Owners.reference(kind, owner));
        revision.set("data", data);
        return revision.put("revision", number);
    }

    private ControllerRevision renumber(ControllerRevision revision, long number) {
        ObjectNode patch = Json.object().put("revision", number);
        Metadata.of(patch).put("uid", revision.getMetadata().getUid());
        return view(api.patch(Kinds.CONTROLLER_REVISION, ObjectKey.of(revision), PatchType.MERGE, patch, null));
    }

    private static PodTemplateSpec template(ControllerRevision revision) {
        return Json.view(withoutDirective(Json.tree(revision).path("data")), PodTemplateSpec.class);
    }

    private static JsonNode withoutDirective(JsonNode data) {
        JsonNode template = data.path("spec").path("template");
        if (!(template instanceof ObjectNode tree)) return Json.object();
        tree.remove("$patch");
        return tree;
    }

    private static long number(ControllerRevision revision) {
        return Objects.requireNonNullElse(revision.getRevision(), 0L);
    }

    private static ControllerRevision view(ObjectNode tree) {
        return Json.view(tree, ControllerRevision.class);
    }
}
