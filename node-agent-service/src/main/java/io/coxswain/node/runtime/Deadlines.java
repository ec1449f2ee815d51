package io.coxswain.node.runtime;

import com.github.dockerjava.api.exception.DockerException;
import io.coxswain.node.runtime.RuntimeFault.Sort;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs each call to the engine on a virtual thread of its own, so that a call that hangs is left behind, cut off. */
final class Deadlines implements AutoCloseable {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("engine-call-", 0).factory());

    <T> T call(String what, Duration deadline, Callable<T> call) {
        Future<T> answer = threads.submit(call);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new RuntimeFault(
                    Sort.DEADLINE, what + ": no answer from the engine within " + deadline.toSeconds() + "s", late);
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RuntimeFault(Sort.DEADLINE, what + ": interrupted", stopped);
        } catch (ExecutionException failed) {
            throw fault(what, failed.getCause());
        }
    }

    private static RuntimeFault fault(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeFault fault -> new RuntimeFault(sort(fault), fault.reason(), fault);
            case DockerException failure -> EngineFaults.of(failure);
            case IOException failure ->
                new RuntimeFault(
                        Sort.REFUSED, what + ": the engine cannot be reached: " + failure.getMessage(), failure);
            case null -> new RuntimeFault(Sort.REFUSED, what + " failed");
            default -> new RuntimeFault(Sort.REFUSED, what + ": " + cause.getMessage(), cause);
        };
    }

    private static Sort sort(RuntimeFault fault) {
        for (Sort sort : Sort.values()) if (fault.is(sort)) return sort;
        return Sort.REFUSED;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
