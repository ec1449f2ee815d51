package io.coxswain.node.linux;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A platform thread inside the network namespace of a process. It keeps the namespace alive, even when the process
 * ends, until it is closed. /proc/sys/net and /proc/thread-self/net show its namespace, /proc/net shows the JVM's.
 */
public final class NamespaceThread implements AutoCloseable {
    /** Tasks are short calls to the kernel: when so many wait, a caller waits with its task. */
    private static final int WAITING_TASKS = 256;

    private final BlockingQueue<FutureTask<?>> tasks = new ArrayBlockingQueue<>(WAITING_TASKS);
    private final Thread thread;
    private volatile boolean closed;

    private NamespaceThread(String name, Runnable body) {
        thread = Thread.ofPlatform().daemon().name(name).unstarted(body);
    }

    /** Enters the network namespace of a process; {@link LinuxException} when it is gone. */
    public static NamespaceThread enter(String name, int pid) {
        var entered = new CompletableFuture<NamespaceThread>();
        var self = new CompletableFuture<NamespaceThread>();
        var thread = new NamespaceThread(name, () -> {
            NamespaceThread me = self.join();
            try {
                LinuxCalls.enterNetworkNamespace(path(pid));
            } catch (RuntimeException failed) {
                entered.completeExceptionally(failed);
                return;
            }
            entered.complete(me);
            me.work();
        });
        self.complete(thread);
        thread.thread.start();
        return joined(entered);
    }

    /** Runs one task in the network namespace of a process, on a thread of its own that ends with it. */
    public static <T> T once(int pid, Callable<T> task) throws Exception {
        var result = new FutureTask<>(() -> {
            LinuxCalls.enterNetworkNamespace(path(pid));
            return task.call();
        });
        Thread.ofPlatform().daemon().name("namespace-of-" + pid).start(result);
        return outcome(result);
    }

    public <T> T call(Callable<T> task) throws Exception {
        if (Thread.currentThread() == thread) return task.call();
        var queued = new FutureTask<>(task);
        tasks.put(queued);
        // Closed between the check and the queue: nobody will run it any more.
        if (closed) queued.cancel(false);
        return outcome(queued);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** False once the thread has left: the namespace lives on only if others hold it. */
    public boolean isOpen() {
        return !closed;
    }

    private void work() {
        while (!closed) {
            try {
                tasks.take().run();
            } catch (InterruptedException closing) {
                // close() says so before it interrupts; the loop's condition decides.
            }
        }
        for (FutureTask<?> left = tasks.poll(); left != null; left = tasks.poll()) left.cancel(false);
    }

    private static String path(int pid) {
        return "/proc/" + pid + "/ns/net";
    }

    private static <T> T outcome(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) throw cause;
            throw failed;
        }
    }

    private static NamespaceThread joined(CompletableFuture<NamespaceThread> entered) {
        try {
            return entered.get();
        } catch (ExecutionException failed) {
            throw LinuxCalls.unchecked(failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while entering a namespace", interrupted);
        }
    }
}
