package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which sandbox has which address of the node's range. An address that was given back is taken again as late as
 * possible, since others may still remember whose it was.
 */
final class AddressBook {
    /** The range's own address and the gateway are never given, nor is the last one (broadcast). */
    private static final int FIRST = 2;

    private static final int LINK_NAME_DIGITS = 12;

    private final Ipv4Range range;
    private final CheckpointFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Checkpoint> bySandbox = new HashMap<>();
    private final Set<Ipv4Address> taken = new HashSet<>();
    private int next = FIRST;

    AddressBook(Ipv4Range range, CheckpointFiles files) {
        this.range = range;
        this.files = files;
        for (Checkpoint checkpoint : files.readAll()) {
            Ipv4Address address = Ipv4Address.parse(checkpoint.address());
            if (!range.contains(address)) {
                files.setAside(checkpoint.sandboxId(), address + " is outside of " + range);
            } else if (!taken.add(address)) {
                files.setAside(checkpoint.sandboxId(), address + " is taken twice");
            } else {
                bySandbox.put(checkpoint.sandboxId(), checkpoint);
                next = Math.max(next, address.bits() - range.network().bits() + 1);
            }
        }
    }

    Ipv4Address gateway() {
        return range.at(1);
    }

    Checkpoint assign(RunningSandbox sandbox) {
        return assign(sandbox, Optional.empty());
    }

    /** The address that the sandbox has, else the preferred one where it is free, else the next free one. */
    Checkpoint assign(RunningSandbox sandbox, Optional<Ipv4Address> preferred) {
        lock.lock();
        try {
            Checkpoint known = bySandbox.get(sandbox.sandboxId());
            if (known != null) return known;
            Ipv4Address address = preferred
                    .filter(wanted -> isGivable(wanted.bits() - range.network().bits()) && !taken.contains(wanted))
                    .orElseGet(this::nextFree);
            var checkpoint = new Checkpoint(
                    Checkpoint.VERSION,
                    sandbox.sandboxId(),
                    sandbox.podUid(),
                    sandbox.namespace(),
                    sandbox.name(),
                    address.toString(),
                    linkName(sandbox.sandboxId()));
            files.write(checkpoint);
            taken.add(address);
            bySandbox.put(sandbox.sandboxId(), checkpoint);
            return checkpoint;
        } finally {
            lock.unlock();
        }
    }

    void release(String sandboxId) {
        lock.lock();
        try {
            files.delete(sandboxId);
            Checkpoint known = bySandbox.remove(sandboxId);
            if (known != null) taken.remove(Ipv4Address.parse(known.address()));
        } finally {
            lock.unlock();
        }
    }

    Optional<Checkpoint> find(String sandboxId) {
        lock.lock();
        try {
            return Optional.ofNullable(bySandbox.get(sandboxId));
        } finally {
            lock.unlock();
        }
    }

    List<Checkpoint> all() {
        lock.lock();
        try {
            return List.copyOf(bySandbox.values());
        } finally {
            lock.unlock();
        }
    }

    static String linkName(String sandboxId) {
        return "v" + sandboxId.substring(0, Math.min(LINK_NAME_DIGITS, sandboxId.length()));
    }

    private Ipv4Address nextFree() {
        int size = range.size();
        for (int tried = 0; tried < size; tried++) {
            if (!isGivable(next)) next = FIRST;
            Ipv4Address candidate = range.at(next++);
            if (!taken.contains(candidate)) return candidate;
        }
        throw new NetworkException("the node's range " + range + " is used up by " + taken.size() + " Pods");
    }

    private boolean isGivable(int offset) {
        return offset >= FIRST && offset < range.size() - 1;
    }
}
