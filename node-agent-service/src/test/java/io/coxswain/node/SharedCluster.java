package io.coxswain.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One cluster for all test classes that only run Pods: started for the first, closed after the last. */
public final class SharedCluster implements BeforeAllCallback {
    private static @Nullable TestCluster cluster;

    public static TestCluster get() {
        return Objects.requireNonNull(cluster);
    }

    private record Closing(TestCluster cluster, Path directory) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            cluster.close();
            try (var left = Files.walk(directory)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        var store = context.getRoot().getStore(Namespace.create(SharedCluster.class));
        if (store.get("cluster") != null) return;
        Path directory = Files.createTempDirectory("coxswain-podtest");
        var started = new TestCluster(directory);
        cluster = started;
        store.put("cluster", new Closing(started, directory));
    }
}
