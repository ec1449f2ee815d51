package io.coxswain.controlplane.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** What the parts that a request passes through note of it for the audit log. */
public final class AuditAnnotations {
    /** Those of the request that is served now; unbound where it is not audited. */
    public static final ScopedValue<AuditAnnotations> CURRENT = ScopedValue.newInstance();

    private final Map<String, String> notes = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Notes something of the request that is served now; nothing where it is not audited. */
    public static void note(String key, String value) {
        if (CURRENT.isBound()) CURRENT.get().add(key, value);
    }

    /** Notes something; the last word stands, as it rests on the newest state. */
    public void add(String key, String value) {
        lock.lock();
        try {
            notes.put(key, value);
        } finally {
            lock.unlock();
        }
    }

    public Map<String, String> all() {
        lock.lock();
        try {
            return Map.copyOf(notes);
        } finally {
            lock.unlock();
        }
    }
}
