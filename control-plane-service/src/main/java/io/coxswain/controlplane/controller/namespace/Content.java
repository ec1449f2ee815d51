package io.coxswain.controlplane.controller.namespace;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.ObjectList;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What is left in a namespace after everything was asked to go. */
final class Content {
    private static final int PAGE = 500;

    private final Api api;
    private final String namespace;
    private final Map<String, Integer> remaining = new TreeMap<>();
    private final Map<String, Integer> finalizers = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    Content(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /** Asks all objects of a kind to go, and counts those that do not at once. */
    void remove(Kind<?> kind) {
        try {
            if (!holdsOneThatStays(kind)) {
                count(kind);
                return;
            }
            api.deleteCollection(kind, ListOptions.in(namespace), DeleteOptions.background());
            count(kind);
        } catch (ApiException failure) {
            // a kind that is not served any more has no objects
            if (!failure.is(Reason.NotFound)) failures.add(failure.getMessage());
        }
    }

    private boolean holdsOneThatStays(Kind<?> kind) {
        String token = "";
        do {
            ObjectList page = api.list(kind, ListOptions.in(namespace).page(PAGE, token));
            for (ObjectNode object : page.items()) {
                if (!Metadata.isTerminating(object)) return true;
            }
            token = page.continueToken();
        } while (!token.isEmpty());
        return false;
    }

    private void count(Kind<?> kind) {
        String token = "";
        do {
            ObjectList page = api.list(kind, ListOptions.in(namespace).page(PAGE, token));
            for (ObjectNode object : page.items()) {
                remaining.merge(kind.plural() + "." + kind.group(), 1, Integer::sum);
                for (String finalizer : Json.texts(object.path("metadata").path("finalizers"))) {
                    finalizers.merge(finalizer, 1, Integer::sum);
                }
            }
            token = page.continueToken();
        } while (!token.isEmpty());
    }

    boolean isEmpty() {
        return remaining.isEmpty() && failures.isEmpty();
    }

    /** How many objects are left of each resource, by plural and group with a dot between them. */
    Map<String, Integer> remaining() {
        return remaining;
    }

    /** How many objects that are left have each finalizer. */
    Map<String, Integer> finalizers() {
        return finalizers;
    }

    /** Why objects could not be asked to go. */
    List<String> failures() {
        return failures;
    }
}
