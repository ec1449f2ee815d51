package io.coxswain.controlplane.table;

import io.coxswain.controlplane.table.FieldColumns.Cell;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of roles, bindings, certificate requests and definitions of custom resources. */
final class AccessColumns {
    private AccessColumns() {}

    static Columns roles() {
        return FieldColumns.of(Cell.NAME, Cell.text("Created At", "When the role was made.", AccessColumns::creation));
    }

    static Columns definitions() {
        return FieldColumns.of(
                Cell.NAME, Cell.text("Created At", "When the definition was made.", AccessColumns::creation));
    }

    static Columns bindings() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.text(
                        "Role",
                        "The role that is granted.",
                        binding -> Cells.text(binding.at("/roleRef/kind")) + "/"
                                + Cells.text(binding.at("/roleRef/name"))),
                Cell.AGE,
                Cell.wide("Users", "The users who have the role.", binding -> subjects(binding, "User")),
                Cell.wide("Groups", "The groups that have the role.", binding -> subjects(binding, "Group")),
                Cell.wide(
                        "ServiceAccounts",
                        "The ServiceAccounts that have the role.",
                        binding -> subjects(binding, "ServiceAccount")));
    }

    static Columns certificateRequests() {
        return FieldColumns.of(
                Cell.NAME,
                Cell.AGE,
                Cell.text(
                        "SignerName",
                        "The signer that is asked.",
                        request -> Cells.textOr(request.at("/spec/signerName"), Cells.NONE)),
                Cell.text("Requestor", "Who asks.", request -> Cells.text(request.at("/spec/username"))),
                Cell.text("RequestedDuration", "How long the certificate shall hold.", AccessColumns::duration),
                Cell.text("Condition", "What was decided.", AccessColumns::condition));
    }

    private static String creation(ObjectNode object) {
        Instant then = Cells.instant(object.at("/metadata/creationTimestamp"));
        return then == null
                ? Cells.UNKNOWN
                : then.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String subjects(ObjectNode binding, String kind) {
        return binding.path("subjects")
                .valueStream()
                .filter(subject -> kind.equals(Cells.text(subject.path("kind"))))
                .map(AccessColumns::subject)
                .collect(Collectors.joining(", "));
    }

    private static String subject(JsonNode subject) {
        String name = Cells.text(subject.path("name"));
        boolean account = "ServiceAccount".equals(Cells.text(subject.path("kind")));
        return account ? Cells.text(subject.path("namespace")) + "/" + name : name;
    }

    private static String duration(ObjectNode request) {
        JsonNode seconds = request.at("/spec/expirationSeconds");
        return seconds.isNumber() ? HumanDuration.of(Duration.ofSeconds(seconds.longValue())) : Cells.NONE;
    }

    private static String condition(ObjectNode request) {
        List<String> types = new ArrayList<>();
        request.at("/status/conditions").forEach(condition -> types.add(Cells.text(condition.path("type"))));
        String decision = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
        String text = types.contains("Failed") ? decision + ",Failed" : decision;
        return Cells.text(request.at("/status/certificate")).isEmpty() ? text : text + ",Issued";
    }
}
