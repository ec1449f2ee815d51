package io.coxswain.node.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Remembers what upstream said, for as long as it allows but at most half a minute; the oldest used goes first. */
final class UpstreamCache {
    private static final int ENTRIES = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FAILURE = Duration.ofSeconds(1);

    private record Key(Name name, int type) {}

    private record Remembered(Message answer, Instant until) {}

    private final Upstream upstream;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Remembered> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Remembered> eldest) {
            return size() > ENTRIES;
        }
    };

    UpstreamCache(Upstream upstream, InstantSource clock) {
        this.upstream = upstream;
        this.clock = clock;
    }

    /** The answer's code and records; the records live no longer than what is left of their time here. */
    Optional<Message> ask(Record question) {
        var key = new Key(question.getName(), question.getType());
        Remembered known = find(key);
        if (known != null) return Optional.of(aged(known));
        Optional<Message> answer = upstream.ask(question);
        answer.ifPresent(message ->
                put(key, new Remembered(message, clock.instant().plus(life(message)))));
        return answer;
    }

    private @Nullable Remembered find(Key key) {
        lock.lock();
        try {
            Remembered entry = entries.get(key);
            return entry == null || !clock.instant().isBefore(entry.until()) ? null : entry;
        } finally {
            lock.unlock();
        }
    }

    private void put(Key key, Remembered entry) {
        lock.lock();
        try {
            entries.put(key, entry);
        } finally {
            lock.unlock();
        }
    }

    private static Duration life(Message answer) {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) return FAILURE;
        List<Record> records = new ArrayList<>(answer.getSection(Section.ANSWER));
        records.addAll(answer.getSection(Section.AUTHORITY));
        long shortest = records.stream().mapToLong(Record::getTTL).min().orElse(FAILURE.toSeconds());
        return Duration.ofSeconds(Math.min(shortest, LONGEST.toSeconds()));
    }

    private Message aged(Remembered entry) {
        long left = Math.max(0, Duration.between(clock.instant(), entry.until()).toSeconds());
        var copy = new Message(0);
        copy.getHeader().setRcode(entry.answer().getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            for (Record record : entry.answer().getSection(section)) {
                copy.addRecord(
                        Record.newRecord(
                                record.getName(),
                                record.getType(),
                                record.getDClass(),
                                Math.min(record.getTTL(), left),
                                record.rdataToWireCanonical()),
                        section);
            }
        }
        return copy;
    }
}
