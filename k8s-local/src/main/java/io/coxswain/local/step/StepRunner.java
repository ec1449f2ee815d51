package io.coxswain.local.step;

import io.coxswain.local.profile.LocalException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the stages of a plan in order, the steps of one stage at the same time, and times each. */
public final class StepRunner {
    private final StepListener listener;

    public StepRunner(StepListener listener) {
        this.listener = listener;
    }

    public void run(List<List<Step>> plan) {
        for (List<Step> stage : plan) {
            if (stage.size() == 1) run(stage.getFirst());
            else runTogether(stage);
        }
    }

    private void runTogether(List<Step> stage) {
        // Platform threads: application start-up pins carriers for long.
        try (ExecutorService threads = Executors.newFixedThreadPool(stage.size())) {
            List<Future<?>> running = new ArrayList<>();
            stage.forEach(step -> running.add(threads.submit(() -> run(step))));
            for (Future<?> step : running) step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("the start was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LocalException told) throw told;
            throw new IllegalStateException(e.getCause());
        }
    }

    public void run(Step step) {
        long begin = System.nanoTime();
        listener.on(new StepEvent.Started(step.name()));
        try {
            String detail = step.action().run();
            listener.on(new StepEvent.Done(step.name(), seconds(begin), detail));
        } catch (Exception e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            String message = e instanceof LocalException ? String.valueOf(e.getMessage()) : rootCause(e);
            listener.on(new StepEvent.Failed(step.name(), seconds(begin), message));
            throw new LocalException(step.name() + ": " + message, e);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip();
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
