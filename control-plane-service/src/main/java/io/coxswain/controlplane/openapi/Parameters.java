package io.coxswain.controlplane.openapi;

import io.coxswain.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of requests by name. */
final class Parameters {
    static final List<String> LIST = List.of(
            "allowWatchBookmarks",
            "continue",
            "fieldSelector",
            "labelSelector",
            "limit",
            "resourceVersion",
            "resourceVersionMatch",
            "sendInitialEvents",
            "timeoutSeconds",
            "watch");
    static final List<String> DELETE = List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
    static final List<String> DELETE_COLLECTION = List.of(
            "continue",
            "dryRun",
            "fieldSelector",
            "gracePeriodSeconds",
            "labelSelector",
            "limit",
            "orphanDependents",
            "propagationPolicy",
            "resourceVersion",
            "resourceVersionMatch",
            "sendInitialEvents",
            "timeoutSeconds");
    static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
    static final List<String> PATCH = List.of("dryRun", "fieldManager", "fieldValidation", "force");

    private record Parameter(String type, String description) {}

    private static final Map<String, Parameter> QUERY = Map.ofEntries(
            text("command", "The command to run and its arguments, one a parameter."),
            text("container", "The container; may be left out where the Pod has one."),
            text("continue", "From the answer to the last page of a list: goes on behind it."),
            text("dryRun", "All: do everything but store the result."),
            text("fieldManager", "The name of the one who makes the change."),
            text("fieldSelector", "Only objects with these values of fields."),
            text("fieldValidation", "What to do about unknown and duplicate fields: Ignore, Warn or Strict."),
            text("labelSelector", "Only objects with these labels."),
            text("path", "The path to ask for."),
            text("pretty", "true: format the answer for people."),
            text("propagationPolicy", "What becomes of dependents: Orphan, Background or Foreground."),
            text("resourceVersion", "The version from which to watch, or that a list must have reached."),
            text("resourceVersionMatch", "How to read resourceVersion in a list: Exact or NotOlderThan."),
            text("stream", "All, Stdout or Stderr."),
            number("gracePeriodSeconds", "How long the object may take to end; 0 ends it at once."),
            number("limit", "The most objects of a page."),
            number("limitBytes", "The most bytes of a log."),
            number("ports", "The ports to forward."),
            number("sinceSeconds", "Only lines younger than this."),
            number("tailLines", "The number of lines from the end."),
            number("timeoutSeconds", "When the server ends the list or watch."),
            flag("allowWatchBookmarks", "The watch may hold bookmarks."),
            flag("follow", "Go on with new lines."),
            flag("force", "Take fields over from other managers."),
            flag("insecureSkipTLSVerifyBackend", "Do not check the certificate of the kubelet."),
            flag("orphanDependents", "Deprecated; use propagationPolicy."),
            flag("previous", "The log of the container before its last restart."),
            flag("sendInitialEvents", "The watch starts with all objects there are."),
            flag("stderr", "Attach standard error."),
            flag("stdin", "Attach standard input."),
            flag("stdout", "Attach standard output."),
            flag("timestamps", "Each line starts with its time."),
            flag("tty", "Attach a terminal."),
            flag("watch", "Answer with changes, not with a list."));

    private Parameters() {}

    static ArrayNode query(List<String> names) {
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        for (String name : names) {
            Parameter parameter = QUERY.get(name);
            if (parameter == null) throw new IllegalArgumentException("no parameter " + name);
            parameters.add(one(name, "query", parameter.type(), parameter.description()));
        }
        return parameters;
    }

    static ObjectNode path(String name, String description) {
        return one(name, "path", "string", description).put("required", true);
    }

    private static ObjectNode one(String name, String in, String type, String description) {
        ObjectNode parameter = Json.object().put("name", name).put("in", in).put("description", description);
        parameter.putObject("schema").put("type", type).put("uniqueItems", true);
        return parameter;
    }

    private static Map.Entry<String, Parameter> text(String name, String description) {
        return Map.entry(name, new Parameter("string", description));
    }

    private static Map.Entry<String, Parameter> number(String name, String description) {
        return Map.entry(name, new Parameter("integer", description));
    }

    private static Map.Entry<String, Parameter> flag(String name, String description) {
        return Map.entry(name, new Parameter("boolean", description));
    }
}
