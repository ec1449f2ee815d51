package io.coxswain.controlplane.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** All objects at one revision of one epoch. Neighbouring states share all but the changed paths of their trees. */
final class State implements Snapshot {
    private static final Comparator<StoreKey> ORDER =
            Comparator.comparing(StoreKey::namespace).thenComparing(StoreKey::name);

    /** Behind every key of a namespace: no name holds this character. */
    private static final String BEHIND = "\uffff";

    private static final Object NOTHING = new Object();

    private final long epoch;
    private final long revision;
    private final HashPMap<String, TreePMap<StoreKey, StoredObject>> resources;

    private State(long epoch, long revision, HashPMap<String, TreePMap<StoreKey, StoredObject>> resources) {
        this.epoch = epoch;
        this.revision = revision;
        this.resources = resources;
    }

    static State empty(long epoch, long revision) {
        return new State(epoch, revision, HashTreePMap.empty());
    }

    State withObjects(Iterable<StoredObject> objects) {
        var result = resources;
        for (StoredObject object : objects) result = put(result, object);
        return new State(epoch, revision, result);
    }

    /** This state and then these changes, which follow it. */
    State after(List<Entry> entries) {
        var result = resources;
        long last = revision;
        for (Entry entry : entries) {
            result = switch (entry.change().type()) {
                case CREATED, UPDATED -> put(result, entry.change().now());
                case DELETED -> remove(result, entry.key());
            };
            last = entry.revision();
        }
        return new State(epoch, last, result);
    }

    /** The state before these changes, the last of which made this state. */
    State before(List<Entry> entries, long revisionBefore) {
        var result = resources;
        for (Entry entry : entries.reversed()) {
            StoredObject previous = entry.previous();
            result = previous == null ? remove(result, entry.key()) : put(result, previous);
        }
        return new State(epoch, revisionBefore, result);
    }

    long epoch() {
        return epoch;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Optional<StoredObject> get(StoreKey key) {
        return Optional.ofNullable(find(key));
    }

    @Nullable StoredObject find(StoreKey key) {
        var tree = resources.get(key.resource());
        return tree == null ? null : tree.get(key);
    }

    @Override
    public Stream<StoredObject> list(String resource, String namespace, @Nullable StoreKey after) {
        return range(resource, namespace, after).values().stream();
    }

    @Override
    public Object mark(String resource) {
        var tree = resources.get(resource);
        return tree == null ? NOTHING : tree;
    }

    @Override
    public long count(String resource, String namespace) {
        return range(resource, namespace, null).size();
    }

    private TreePMap<StoreKey, StoredObject> range(String resource, String namespace, @Nullable StoreKey after) {
        var tree = resources.get(resource);
        if (tree == null) return TreePMap.empty(ORDER);
        if (!namespace.isEmpty()) {
            tree = tree.subMap(
                    new StoreKey(resource, namespace, ""), true, new StoreKey(resource, namespace, BEHIND), false);
        }
        return after == null ? tree : tree.tailMap(after, false);
    }

    private static HashPMap<String, TreePMap<StoreKey, StoredObject>> put(
            HashPMap<String, TreePMap<StoreKey, StoredObject>> resources, StoredObject object) {
        String resource = object.key().resource();
        var tree = resources.get(resource);
        return resources.plus(
                resource,
                (tree == null ? TreePMap.<StoreKey, StoredObject>empty(ORDER) : tree).plus(object.key(), object));
    }

    private static HashPMap<String, TreePMap<StoreKey, StoredObject>> remove(
            HashPMap<String, TreePMap<StoreKey, StoredObject>> resources, StoreKey key) {
        var tree = resources.get(key.resource());
        return tree == null ? resources : resources.plus(key.resource(), tree.minus(key));
    }
}
