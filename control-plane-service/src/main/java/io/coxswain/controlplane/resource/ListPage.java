package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.StoredObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param continueToken empty on the last page
 * @param remaining how many objects follow; null where a selector makes that unknown, or there are none
 */
public record ListPage(
        List<StoredObject> items,
        long revision,
        String continueToken,
        @Nullable Long remaining) {
    public ListPage {
        items = List.copyOf(items);
    }
}
