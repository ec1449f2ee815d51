package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.controlplane.strategy.Strategies;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gets and lists objects. */
public final class ObjectReader {
    /** How long a read may wait for a revision that this replica has not seen yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Store store;
    private final Strategies strategies;

    public ObjectReader(Store store, Strategies strategies) {
        this.store = store;
        this.strategies = strategies;
    }

    /** Gets one; {@code resourceVersion} is empty for the newest, "0" for any, else at least this one. */
    public StoredObject get(Kind<?> kind, ObjectKey key, String resourceVersion) {
        return snapshot(resourceVersion, "")
                .get(keyOf(kind, key))
                .map(stored -> StoredForm.shown(strategies.of(kind), stored))
                .orElseThrow(() -> ApiException.notFound(kind, key.name()));
    }

    public ListPage list(Kind<?> kind, ListRequest request) {
        check(request);
        ContinueToken token = request.continueToken().isEmpty() ? null : ContinueToken.parse(request.continueToken());
        Snapshot snapshot = token == null ? snapshot(request.resourceVersion(), request.match()) : snapshot(token);
        int limit = request.resourceVersion().equals("0") && token == null ? 0 : request.limit();
        return page(kind, request.selection(), snapshot, token, limit);
    }

    private ListPage page(
            Kind<?> kind, Selection selection, Snapshot snapshot, @Nullable ContinueToken token, int limit) {
        String only = selection.fields().name();
        if (!only.isEmpty() && token == null && (!selection.namespace().isEmpty() || !kind.namespaced())) {
            List<StoredObject> found = snapshot
                    .get(new StoreKey(kind.resource(), selection.namespace(), only))
                    .filter(selection::matches)
                    .map(stored -> StoredForm.shown(strategies.of(kind), stored))
                    .stream()
                    .toList();
            return new ListPage(found, snapshot.revision(), "", null);
        }
        StoreKey after = token == null ? null : token.key(kind.resource());
        Strategy strategy = strategies.of(kind);
        List<StoredObject> items = new ArrayList<>();
        long remaining = 0;
        boolean more = false;
        try (Stream<StoredObject> all = snapshot.list(kind.resource(), selection.namespace(), after)) {
            for (Iterator<StoredObject> next = all.iterator();
                    next.hasNext() && !(more && !selection.isEverything()); ) {
                StoredObject object = next.next();
                if (!selection.matches(object)) continue;
                if (limit > 0 && items.size() == limit) {
                    more = true;
                    remaining++;
                } else {
                    items.add(StoredForm.shown(strategy, object));
                }
            }
        }
        String next = more
                ? ContinueToken.after(snapshot.revision(), items.getLast().key())
                        .toString()
                : "";
        return new ListPage(
                items, snapshot.revision(), next, more && selection.isEverything() ? Long.valueOf(remaining) : null);
    }

    private Snapshot snapshot(String resourceVersion, String match) {
        if (resourceVersion.isEmpty()) return store.latest();
        long revision = Revisions.parse(resourceVersion);
        if (match.equals("Exact")) return store.at(revision);
        return revision == 0 ? store.cached() : store.notOlderThan(revision, PATIENCE);
    }

    /** A token that is too old gets one with which the client may go on, knowing that its list is inconsistent then. */
    private Snapshot snapshot(ContinueToken token) {
        if (token.revision() == ContinueToken.INCONSISTENT) return store.latest();
        try {
            return store.at(token.revision());
        } catch (ApiException failure) {
            if (!failure.is(Reason.Expired)) throw failure;
            throw ApiException.expired(
                            "The provided continue parameter is too old to display a consistent list result. You can"
                                    + " start a new list without the continue parameter, or use the continue token in"
                                    + " this response to retrieve the remainder of the results. Continuing with the"
                                    + " provided token results in an inconsistent list - objects that were created,"
                                    + " modified, or deleted between the time the first chunk was returned and now may"
                                    + " show up in the list.")
                    .withContinue(token.inconsistent().toString());
        }
    }

    private static void check(ListRequest request) {
        String match = request.match();
        List<FieldError> errors = new ArrayList<>();
        if (!match.isEmpty()) {
            String field = "resourceVersionMatch";
            if (request.resourceVersion().isEmpty()) {
                errors.add(FieldError.forbidden(
                        field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }
            if (!request.continueToken().isEmpty()) {
                errors.add(FieldError.forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
            }
            if (!match.equals("NotOlderThan") && !match.equals("Exact")) {
                errors.add(FieldError.notSupportedInOrder(field, match, List.of("Exact", "NotOlderThan", "")));
            }
            if (match.equals("Exact") && request.resourceVersion().equals("0")) {
                errors.add(FieldError.forbidden(
                        field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (request.sendInitialEvents()) {
            errors.add(FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (!errors.isEmpty()) throw ApiException.invalidOptions("ListOptions", errors);
        if (!request.continueToken().isEmpty()
                && !request.resourceVersion().isEmpty()
                && !request.resourceVersion().equals("0")) {
            throw ApiException.badRequest("specifying resource version is not allowed when using continue");
        }
    }

    static StoreKey keyOf(Kind<?> kind, ObjectKey key) {
        return new StoreKey(kind.resource(), Objects.requireNonNullElse(key.namespace(), ""), key.name());
    }
}
