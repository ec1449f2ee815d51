package io.coxswain.controlplane.fairness;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The seats of one priority level. While there are more requests than seats, they wait in queues, and the queue that
 * has been served least goes first: one flow with many requests delays mostly itself, since each flow may use but a few
 * of the queues.
 */
final class FairQueues {
    /** What a request is taken to cost until it has ended; then its real time counts. */
    private static final long ESTIMATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ReentrantLock lock = new ReentrantLock();
    private List<Line> lines = List.of();
    private PriorityLevel level;
    private int seats;
    private int inUse;
    private int waiting;
    /** How much the queue that was served last had been served; a queue that was idle gets no credit for that. */
    private long reached;

    FairQueues(PriorityLevel level, int seats) {
        this.level = level;
        configure(level, seats);
    }

    /** Why a request gets no seat. */
    enum Refusal {
        CONCURRENCY_LIMIT("concurrency-limit"),
        QUEUE_FULL("queue-full"),
        TIME_OUT("time-out"),
        CANCELLED("cancelled");

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** A seat, or why there is none. */
    sealed interface Answer {
        /** To be {@link FairQueues#leave left}. */
        record Seat(Line line) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    /** One queue. */
    static final class Line {
        private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
        private int atWork;
        private long served;

        private int length() {
            return waiters.size() + atWork;
        }
    }

    private static final class Waiter {
        private final Condition turn;
        private boolean seated;

        private Waiter(Condition turn) {
            this.turn = turn;
        }
    }

    /** Takes effect for the requests that come; those that wait or are at work keep their place. */
    void configure(PriorityLevel newLevel, int newSeats) {
        lock.lock();
        try {
            level = newLevel;
            seats = newSeats;
            int wanted = Math.max(1, newLevel.queues());
            if (lines.size() != wanted) {
                List<Line> changed = new ArrayList<>(lines.subList(0, Math.min(wanted, lines.size())));
                while (changed.size() < wanted) changed.add(new Line());
                // Who waits in a line that is gone goes to the end of one that stays.
                for (Line gone : lines.subList(Math.min(wanted, lines.size()), lines.size())) {
                    changed.getFirst().waiters.addAll(gone.waiters);
                    gone.waiters.clear();
                }
                lines = List.copyOf(changed);
            }
            seatWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a seat. {@code flow} stands for the flow of the request. */
    Answer enter(long flow, Duration patience) {
        lock.lock();
        try {
            Line line = shortestOfHand(flow);
            if (inUse < seats && waiting == 0) {
                seat(line);
                return new Answer.Seat(line);
            }
            if (level.queues() == 0) return new Answer.Refused(Refusal.CONCURRENCY_LIMIT);
            if (line.waiters.size() >= level.queueLength()) return new Answer.Refused(Refusal.QUEUE_FULL);
            return await(line, patience);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a seat back after a request of this time. */
    void leave(Answer.Seat seat, long nanos) {
        lock.lock();
        try {
            Line line = seat.line();
            inUse--;
            line.atWork--;
            line.served += nanos - ESTIMATE_NANOS;
            seatWaiters();
        } finally {
            lock.unlock();
        }
    }

    int seats() {
        return seats;
    }

    int inUse() {
        return inUse;
    }

    int waiting() {
        return waiting;
    }

    private Answer await(Line line, Duration patience) {
        var waiter = new Waiter(lock.newCondition());
        if (line.length() == 0) line.served = Math.max(line.served, reached);
        line.waiters.add(waiter);
        waiting++;
        long left = patience.toNanos();
        Refusal refusal = Refusal.TIME_OUT;
        try {
            while (!waiter.seated && left > 0) left = waiter.turn.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refusal = Refusal.CANCELLED;
        }
        if (waiter.seated) return new Answer.Seat(lineOf(line));
        lines.forEach(any -> any.waiters.remove(waiter));
        waiting--;
        return new Answer.Refused(refusal);
    }

    /** Where the line that somebody waited in may be gone by now, the first one counts what it costs. */
    private Line lineOf(Line line) {
        return lines.contains(line) ? line : lines.getFirst();
    }

    private void seatWaiters() {
        while (inUse < seats && waiting > 0) {
            Line next = leastServed();
            if (next == null) return;
            Waiter waiter = next.waiters.remove();
            waiting--;
            reached = Math.max(reached, next.served);
            seat(next);
            waiter.seated = true;
            waiter.turn.signal();
        }
    }

    private void seat(Line line) {
        if (line.length() == 0) line.served = Math.max(line.served, reached);
        inUse++;
        line.atWork++;
        line.served += ESTIMATE_NANOS;
    }

    private @Nullable Line leastServed() {
        Line least = null;
        for (Line line : lines) {
            if (!line.waiters.isEmpty() && (least == null || line.served < least.served)) least = line;
        }
        return least;
    }

    /** Deals the flow its hand of queues, always the same, and takes the shortest of them. */
    private Line shortestOfHand(long flow) {
        List<Integer> deck = new ArrayList<>(lines.size());
        for (int card = 0; card < lines.size(); card++) deck.add(card);
        long rest = flow & Long.MAX_VALUE;
        Line shortest = null;
        for (int dealt = 0; dealt < Math.min(level.hand(), lines.size()); dealt++) {
            int card = (int) (rest % deck.size());
            rest /= deck.size();
            Line line = lines.get(deck.remove(card));
            if (shortest == null || line.length() < shortest.length()) shortest = line;
        }
        return shortest == null ? lines.getFirst() : shortest;
    }
}
