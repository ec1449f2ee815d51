package io.coxswain.controlplane.audit;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request on its way, and what the audit log keeps of it. Used by the thread that serves the request. */
public final class AuditTrail {
    /** That of the request that is served now; unbound where it has none. */
    public static final ScopedValue<AuditTrail> CURRENT = ScopedValue.newInstance();

    private static final AuditTrail NONE = new AuditTrail();
    private static final String TRUNCATED = "audit.k8s.io/truncated";
    private static final int LARGEST_OBJECT = 512 * 1024;
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Where a request comes from. */
    public record Source(String auditId, String uri, List<String> addresses, String userAgent) {}

    private final @Nullable Consumer<ObjectNode> log;
    private final AuditPolicy.Kept kept;
    private final Clock clock;
    private final ObjectNode event = Json.object();
    private final AuditAnnotations annotations = new AuditAnnotations();
    private boolean started;

    private AuditTrail() {
        this.log = null;
        this.kept = new AuditPolicy.Kept(AuditLevel.None, java.util.Set.of(), false);
        this.clock = Clock.systemUTC();
    }

    AuditTrail(Consumer<ObjectNode> log, AuditPolicy.Kept kept, Source source, User user, Action action, Clock clock) {
        this.log = log;
        this.kept = kept;
        this.clock = clock;
        event.put("kind", "Event")
                .put("apiVersion", "audit.k8s.io/v1")
                .put("level", kept.level().name());
        event.put("auditID", source.auditId()).put("stage", "").put("requestURI", source.uri());
        event.put("verb", action.verb()).set("user", user(user));
        source.addresses().forEach(event.putArray("sourceIPs")::add);
        if (!source.userAgent().isEmpty()) event.put("userAgent", source.userAgent());
        if (action instanceof Action.OnResource on) event.set("objectRef", reference(on));
        event.put("requestReceivedTimestamp", MICROSECONDS.format(clock.instant()));
    }

    /** Of a request that nothing is kept of. */
    static AuditTrail none() {
        return NONE;
    }

    /** What the request wants written. */
    public static void request(JsonNode object) {
        if (CURRENT.isBound() && CURRENT.get().kept.level().keeps(AuditLevel.Request)) {
            CURRENT.get().keep("requestObject", object.deepCopy());
        }
    }

    /** What the request wants written, as it came. */
    public static void requestText(byte[] body) {
        keep(AuditLevel.Request, "requestObject", body);
    }

    /** What it is answered, as JSON. */
    public static void response(byte[] body) {
        keep(AuditLevel.RequestResponse, "responseObject", body);
    }

    /** What is too large or no JSON is left out, and the event says so. */
    private static void keep(AuditLevel level, String field, byte[] body) {
        if (!CURRENT.isBound() || !CURRENT.get().kept.level().keeps(level)) return;
        AuditTrail trail = CURRENT.get();
        try {
            if (body.length <= LARGEST_OBJECT) trail.keep(field, Json.MAPPER.readTree(body));
            else trail.annotations.add(TRUNCATED, "true");
        } catch (JacksonException none) {
            trail.annotations.add(TRUNCATED, "true");
        }
    }

    public AuditAnnotations annotations() {
        return annotations;
    }

    public void impersonates(User other) {
        event.set("impersonatedUser", user(other));
    }

    public void received() {
        write(AuditStage.RequestReceived);
    }

    /** The head of a long answer is sent. */
    public void started(int code) {
        if (started) return;
        started = true;
        event.putObject("responseStatus").putObject("metadata");
        event.withObject("/responseStatus").put("code", code);
        write(AuditStage.ResponseStarted);
    }

    public void completed(int code) {
        if (!event.has("responseStatus")) event.putObject("responseStatus").putObject("metadata");
        event.withObject("/responseStatus").put("code", code);
        write(AuditStage.ResponseComplete);
    }

    /** The answer is a refusal; it is still to be completed. */
    public void failed(ApiException failure) {
        if (log != null) event.set("responseStatus", failure.status().without(List.of("kind", "apiVersion")));
    }

    /** The server failed, not the request. */
    public void panicked(RuntimeException fault) {
        event.putObject("responseStatus")
                .put("status", "Failure")
                .put("reason", "InternalError")
                .put("message", "APIServer panic'd: " + fault)
                .put("code", 500)
                .putObject("metadata");
        write(AuditStage.Panic);
    }

    private void keep(String field, JsonNode object) {
        if (kept.withoutManagedFields()) withoutManagedFields(object);
        event.set(field, object);
    }

    private static void withoutManagedFields(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata) metadata.remove("managedFields");
        object.path("items").forEach(AuditTrail::withoutManagedFields);
    }

    private void write(AuditStage stage) {
        if (log == null || kept.omitted().contains(stage)) return;
        Instant now = clock.instant();
        ObjectNode written = event.deepCopy();
        written.put("stage", stage.name()).put("stageTimestamp", MICROSECONDS.format(now));
        ObjectNode notes = Json.object();
        annotations.all().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(note -> notes.put(note.getKey(), note.getValue()));
        if (!notes.isEmpty()) written.set("annotations", notes);
        log.accept(written);
    }

    private static ObjectNode user(User user) {
        ObjectNode node = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) node.put("uid", user.uid());
        user.groups().forEach(node.putArray("groups")::add);
        if (!user.extra().isEmpty()) {
            ObjectNode extra = node.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        return node;
    }

    private static ObjectNode reference(Action.OnResource on) {
        ObjectNode reference = Json.object().put("resource", on.plural());
        if (on.namespace() != null) reference.put("namespace", on.namespace());
        if (on.name() != null) reference.put("name", on.name());
        if (!on.group().isEmpty()) reference.put("apiGroup", on.group());
        reference.put("apiVersion", on.version());
        if (!on.subresource().isEmpty()) reference.put("subresource", on.subresource());
        return reference;
    }
}
