package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.node.runtime.RuntimeFault;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The last words of a run: the file that it wrote, or the end of its log where the spec says so. */
final class TerminationMessages {
    private static final int LONGEST = 4096;
    private static final int LOG_LINES = 80;
    private static final int LOG_BYTES = 2048;
    private static final int REMEMBERED = 1000;

    private final NodeServices services;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> read = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    TerminationMessages(NodeServices services) {
        this.services = services;
    }

    /** Read once for each run that is over: neither file nor log change after that. */
    String of(Pod pod, Container container, ContainerSnapshot run) {
        lock.lock();
        try {
            String known = read.get(run.id());
            if (known != null) return known;
        } finally {
            lock.unlock();
        }
        String message = file(pod, container, run);
        boolean fallBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
        if (message.isEmpty() && fallBack && run.exitCode() != 0) message = log(run);
        lock.lock();
        try {
            read.put(run.id(), message);
        } finally {
            lock.unlock();
        }
        return message;
    }

    private String file(Pod pod, Container container, ContainerSnapshot run) {
        var files = new PodFiles(services.volumes().directory(pod.getMetadata().getUid()));
        Path file = files.terminationMessagePath(container.getName(), run.restartCount());
        if (!Files.isRegularFile(file)) return "";
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            return "Error on reading termination log " + ContainerSpecs.terminationPath(container) + ": "
                    + failure.getMessage();
        }
    }

    private String log(ContainerSnapshot run) {
        var out = new ByteArrayOutputStream();
        try {
            services.runtime().copyLogs(run.id(), LogOptions.tail(LOG_LINES, 16L * LOG_BYTES), out);
        } catch (IOException | RuntimeFault failure) {
            return "Error reading termination message from logs: " + failure.getMessage();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
        byte[] bytes = out.toByteArray();
        int from = Math.max(0, bytes.length - LOG_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
