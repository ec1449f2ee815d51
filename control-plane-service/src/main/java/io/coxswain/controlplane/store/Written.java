package io.coxswain.controlplane.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a unit. A lost race is an outcome, not a fault. */
public sealed interface Written {
    /**
     * Durable. One version for each write of the unit, in its order; of a deletion, the last body at its new revision.
     */
    record Committed(List<StoredObject> versions) implements Written {
        public Committed {
            versions = List.copyOf(versions);
        }
    }

    /**
     * Nothing was written.
     *
     * @param key the first key whose compare failed
     * @param current the newest version under that key, null where there is none
     */
    record Conflict(StoreKey key, @Nullable StoredObject current) implements Written {}
}
