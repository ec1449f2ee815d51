package io.coxswain.controlplane.controller.owner;

import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does the same thing many times, side by side in batches of 1, 2, 4 and so on. A batch that holds a failure is the
 * last: what fails for the first fails for a thousand, and each would cost a request and an event.
 */
public final class SlowStart {
    private static final int LARGEST_BATCH = 64;

    private SlowStart() {}

    /** The first failure, or null when all was done. */
    public static <T> @Nullable ApiException each(List<T> items, Consumer<T> work) {
        int size = 1;
        for (int from = 0; from < items.size(); ) {
            int to = Math.min(items.size(), from + size);
            ApiException failure = batch(items.subList(from, to), work);
            if (failure != null) return failure;
            from = to;
            size = Math.min(LARGEST_BATCH, size * 2);
        }
        return null;
    }

    private static <T> @Nullable ApiException batch(List<T> items, Consumer<T> work) {
        if (items.size() == 1) return attempt(items.getFirst(), work);
        var failures = new ArrayList<Future<@Nullable ApiException>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) failures.add(threads.submit(() -> attempt(item, work)));
        }
        ApiException first = null;
        for (var future : failures) {
            ApiException failure = result(future);
            if (first == null) first = failure;
        }
        return first;
    }

    private static @Nullable ApiException result(Future<@Nullable ApiException> future) {
        try {
            return future.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    private static <T> @Nullable ApiException attempt(T item, Consumer<T> work) {
        try {
            work.accept(item);
            return null;
        } catch (ApiException failure) {
            return failure;
        }
    }
}
