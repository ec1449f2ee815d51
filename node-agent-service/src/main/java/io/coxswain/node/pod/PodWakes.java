package io.coxswain.node.pod;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wakes the worker of a Pod by its uid, for those who learn that something about the Pod has changed. */
public final class PodWakes {
    private final Map<String, Runnable> workers = new ConcurrentHashMap<>();

    public void wake(String podUid) {
        Runnable worker = workers.get(podUid);
        if (worker != null) worker.run();
    }

    void wakeAll() {
        workers.values().forEach(Runnable::run);
    }

    void put(String podUid, Runnable worker) {
        workers.put(podUid, worker);
    }

    void remove(String podUid) {
        workers.remove(podUid);
    }
}
