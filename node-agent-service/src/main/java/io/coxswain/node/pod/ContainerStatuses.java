package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the state of each container of a Pod. */
final class ContainerStatuses {
    private static final int KILLED = 137;
    private final NodeServices services;
    private final TerminationMessages messages;

    ContainerStatuses(NodeServices services) {
        this.services = services;
        this.messages = new TerminationMessages(services);
    }

    /** {@code otherwise} is what holds of a container that has never run, where nothing else is known. */
    ArrayNode of(PodView view, List<DeclaredContainer> containers, Waiting otherwise) {
        ArrayNode statuses = Json.MAPPER.createArrayNode();
        containers.forEach(container -> statuses.add(status(view, container, otherwise)));
        return statuses;
    }

    private ObjectNode status(PodView view, DeclaredContainer declared, Waiting otherwise) {
        Container container = declared.spec();
        String name = container.getName();
        List<ContainerSnapshot> runs = view.containers().runs(name);
        Optional<ContainerSnapshot> newest = runs.stream().findFirst();
        ObjectNode before = view.statusBefore(declared.role().statuses(), name);
        ObjectNode status = Json.object().put("name", name);
        ObjectNode state = Json.object();
        JsonNode last = runs.size() > 1 ? terminated(view, container, runs.get(1)) : lastState(before);
        Waiting waiting = view.waiting().get(name);
        boolean ready = false;
        boolean started = false;
        if (newest.isPresent() && newest.get().isRunning()) {
            ContainerSnapshot run = newest.get();
            state.putObject("running").put("startedAt", time(run.startedAt(), view.now()));
            boolean looked = declared.role() == DeclaredContainer.Role.EPHEMERAL;
            started = !looked && view.verdicts().isStarted(run.id());
            ready = started && view.verdicts().isReady(run.id());
        } else if (newest.isPresent() && PodContainers.isOver(newest.get()) && (waiting == null || view.over())) {
            state = terminated(view, container, newest.get());
            ready = declared.role() == DeclaredContainer.Role.INIT
                    && newest.get().exitCode() == 0;
        } else if (newest.isEmpty() && waiting == null && wasKnown(before)) {
            state = vanished(before);
        } else {
            if (newest.isPresent() && PodContainers.isOver(newest.get()))
                last = terminated(view, container, newest.get());
            else if (newest.isEmpty() && wasKnown(before)) last = vanished(before);
            state.set("waiting", waiting(waiting == null ? otherwise : waiting));
        }
        status.set("state", state);
        status.set("lastState", last);
        status.put("ready", ready)
                .put("started", started)
                .put("restartCount", newest.map(ContainerSnapshot::restartCount).orElse(count(before)))
                .put("image", container.getImage())
                .put("imageID", newest.map(run -> imageId(container, run)).orElse(text(before, "imageID")));
        String id = newest.map(run -> services.runtime().facts().name() + "://" + run.id())
                .orElse(text(before, "containerID"));
        if (!id.isEmpty()) status.put("containerID", id);
        AllocatedResources.tell(declared, newest, status);
        return status;
    }

    private static ObjectNode waiting(Waiting waiting) {
        ObjectNode state = Json.object().put("reason", waiting.reason());
        return waiting.message().isEmpty() ? state : state.put("message", waiting.message());
    }

    private ObjectNode terminated(PodView view, Container container, ContainerSnapshot run) {
        ObjectNode state = Json.object();
        ObjectNode terminated = state.putObject("terminated").put("exitCode", run.exitCode());
        boolean neverRan = run.startedAt() == null;
        String reason = neverRan ? "StartError" : run.exitCode() == 0 ? "Completed" : "Error";
        terminated.put("reason", run.outOfMemory() ? "OOMKilled" : reason);
        String message = neverRan ? run.error() : messages.of(view.pod(), container, run);
        if (!message.isEmpty()) terminated.put("message", message);
        terminated.put("startedAt", time(run.startedAt(), run.createdAt()));
        terminated.put("finishedAt", time(run.finishedAt(), run.createdAt()));
        terminated.put("containerID", services.runtime().facts().name() + "://" + run.id());
        return state;
    }

    /** Somebody removed the container behind the agent's back; what it told last is not known. */
    private static ObjectNode vanished(@Nullable ObjectNode before) {
        JsonNode state = before == null ? Json.object() : before.path("state");
        if (state.has("terminated")) return (ObjectNode) state.deepCopy();
        ObjectNode unknown = Json.object();
        unknown.putObject("terminated")
                .put("exitCode", KILLED)
                .put("reason", "ContainerStatusUnknown")
                .put("message", "The container could not be located when the pod was terminated")
                .putNull("startedAt")
                .putNull("finishedAt");
        return unknown;
    }

    static boolean wasKnown(@Nullable ObjectNode before) {
        return before != null && !before.path("containerID").asString("").isEmpty();
    }

    private static JsonNode lastState(@Nullable ObjectNode before) {
        JsonNode last = before == null ? null : before.get("lastState");
        return last instanceof ObjectNode object ? object.deepCopy() : Json.object();
    }

    static int count(@Nullable ObjectNode before) {
        return before == null ? 0 : before.path("restartCount").asInt(0);
    }

    private static String text(@Nullable ObjectNode before, String field) {
        return before == null ? "" : before.path(field).asString("");
    }

    /** By digest where the image came from a registry, so that it can be found there again. */
    private String imageId(Container container, ContainerSnapshot run) {
        String name = services.runtime().facts().name();
        return services.images()
                .digestOf(run.imageId(), repository(container.getImage()))
                .map(digest -> name + "-pullable://" + digest)
                .orElse(name + "://" + run.imageId());
    }

    private static String repository(String image) {
        int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
        int digest = image.indexOf('@');
        int end = digest >= 0 ? digest : tag >= 0 ? tag : image.length();
        return image.substring(0, end);
    }

    static String time(@Nullable Instant time, Instant otherwise) {
        return (time == null ? otherwise : time).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
