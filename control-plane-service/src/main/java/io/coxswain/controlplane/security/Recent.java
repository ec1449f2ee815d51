package io.coxswain.controlplane.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the answers that were used last, for questions whose answer never changes. Beyond its size the oldest go.
 */
public final class Recent<K, V> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, V> answers;

    public Recent(int most) {
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The answer known, else the one that {@code find} gives; two threads may both look for it. */
    public V get(K question, Supplier<V> find) {
        V known = known(question);
        if (known != null) return known;
        V found = find.get();
        put(question, found);
        return found;
    }

    public void put(K question, V answer) {
        lock.lock();
        try {
            answers.put(question, answer);
        } finally {
            lock.unlock();
        }
    }

    public @Nullable V known(K question) {
        lock.lock();
        try {
            return answers.get(question);
        } finally {
            lock.unlock();
        }
    }
}
