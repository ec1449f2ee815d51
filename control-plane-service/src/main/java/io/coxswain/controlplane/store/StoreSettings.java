package io.coxswain.controlplane.store;

import java.time.Duration;

/**
 * Limits and times of the store.
 *
 * @param queueUnits units that may wait for the writer; behind it 429, Events from half of it on
 * @param batchUnits units in one transaction
 * @param batchBytes bytes of bodies in one transaction, but for a single larger unit
 * @param ringChanges changes of one resource that a watcher may lag behind
 * @param historyChanges changes of all resources kept in memory for exact reads
 * @param historyBytes their bodies; beyond it the oldest are dropped and reads of them are Expired
 * @param partitionRevisions revisions in one partition of the change log
 * @param retention how old a revision may get before it is below the horizon
 * @param housekeeping how often horizon and partitions are looked after
 * @param poll how long the tailer waits for a notification before it looks by itself
 * @param patience how long a request waits for the database
 */
public record StoreSettings(
        int queueUnits,
        int batchUnits,
        int batchBytes,
        int ringChanges,
        int historyChanges,
        long historyBytes,
        long partitionRevisions,
        Duration retention,
        Duration housekeeping,
        Duration poll,
        Duration patience) {
    public static final StoreSettings DEFAULT = new StoreSettings(
            4096,
            200,
            1 << 20,
            50_000,
            200_000,
            96L << 20,
            100_000,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(250),
            Duration.ofSeconds(15));

    public StoreSettings {
        if (queueUnits < 2 || batchUnits < 1 || batchBytes < 1 || ringChanges < 1 || historyChanges < 1) {
            throw new IllegalArgumentException("a limit of the store is too small");
        }
        if (historyBytes < 1 || partitionRevisions < 2) {
            throw new IllegalArgumentException("a limit of the store is too small");
        }
    }

    public StoreSettings withQueueUnits(int units) {
        return new StoreSettings(
                units,
                batchUnits,
                batchBytes,
                ringChanges,
                historyChanges,
                historyBytes,
                partitionRevisions,
                retention,
                housekeeping,
                poll,
                patience);
    }

    public StoreSettings withRingChanges(int changes) {
        return new StoreSettings(
                queueUnits,
                batchUnits,
                batchBytes,
                changes,
                historyChanges,
                historyBytes,
                partitionRevisions,
                retention,
                housekeeping,
                poll,
                patience);
    }

    public StoreSettings withHistoryBytes(long bytes) {
        return new StoreSettings(
                queueUnits,
                batchUnits,
                batchBytes,
                ringChanges,
                historyChanges,
                bytes,
                partitionRevisions,
                retention,
                housekeeping,
                poll,
                patience);
    }

    public StoreSettings withPartitionRevisions(long revisions) {
        return new StoreSettings(
                queueUnits,
                batchUnits,
                batchBytes,
                ringChanges,
                historyChanges,
                historyBytes,
                revisions,
                retention,
                housekeeping,
                poll,
                patience);
    }

    public StoreSettings withPatience(Duration duration) {
        return new StoreSettings(
                queueUnits,
                batchUnits,
                batchBytes,
                ringChanges,
                historyChanges,
                historyBytes,
                partitionRevisions,
                retention,
                housekeeping,
                poll,
                duration);
    }
}
